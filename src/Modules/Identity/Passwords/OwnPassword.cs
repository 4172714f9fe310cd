using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Passwords;

/// <summary>
/// Asks somebody who is signed in for the password once more: a token that was left lying about must not change how its owner signs in.
/// </summary>
internal sealed class OwnPassword(IdentityDatabase database, PasswordCheck check)
{
    private static readonly Refusal Wrong = Refusal.Invalid("currentPassword", "Is not your password.");
    private static readonly Refusal None = new(
        RefusalCode.Conflict, "You have no password here; ask for a code to set one (POST /api/auth/reset), or an admin for one.");

    /// <summary>The caller's own user, or the answer that refuses it.</summary>
    public async Task<(UserAccount? User, Refusal? Refusal)> ProveAsync(Work work, string password)
    {
        var caller = work.Caller;
        var user = UserAccount.IdOf(caller.Subject) is { } id
            ? await database.Store.ReadAsync(reader => UserAccount.FindAsync(reader, id), work.Ct)
            : null;
        if (user is null)
        {
            return (null, new Refusal(RefusalCode.NotFound, $"{caller.Subject} is not a user."));
        }

        if (user.Hash is null)
        {
            return (null, None);
        }

        // Counted like a sign-in: else a stolen token would be a way to guess the password without any pause.
        var (refusal, _) = await check.CheckAsync(work, user.Email, user, password, Wrong);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        check.Opened(work, user.Email);
        return (user, null);
    }
}
