using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Passwords;

/// <summary>Gives a user another password, whichever way it came about: whoever knew the old one is out from that commit on.</summary>
internal sealed class NewPassword(UserTable users, LockOut lockOut, SignInLog attempts, AuditLog audit)
{
    /// <param name="transaction">The commit.</param>
    /// <param name="user">As it was read in this commit.</param>
    /// <param name="hash">Of the new password.</param>
    /// <param name="entry">What the audit log says of it.</param>
    /// <param name="isForOnce">Whether it was made up for its owner, who has to change it at the first sign-in.</param>
    public async ValueTask<UserAccount> SetAsync(ITransaction transaction, UserAccount user, string hash, AuditEntry entry,
        bool isForOnce = false)
    {
        // Who comes with a code has not signed in, but the code stands for its user.
        var actor = string.Equals(entry.Actor, Work.Anonymous, StringComparison.Ordinal) ? user.Subject : entry.Actor;
        var after =
            await users.ChangeAsync(transaction, user, user with { PasswordHash = hash, PasswordOnce = isForOnce }, actor,
                endsTokens: true);
        await ResetCodes.UseUpAsync(transaction, user.Id);
        await audit.AppendAsync(transaction, entry with { Actor = actor });
        var changed = SignInAttempt.Of(SignInOutcome.NewPassword, user.Email, default);
        await attempts.AddAsync(transaction, changed);
        transaction.OnCommitted(() => lockOut.Take(changed));
        return after;
    }
}
