using Lockstep.Identity.Audit;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Totp;

/// <summary>Turns the second factor of a user on and off, in a commit.</summary>
internal sealed class TotpSwitch(UserTable users, AuditLog audit)
{
    /// <summary>The new recovery codes; null when the secret is another one by now, or the user is gone.</summary>
    public async ValueTask<IReadOnlyList<string>?> TurnOnAsync(ITransaction transaction, PendingTotp seen, long step, Work work)
    {
        if (await PendingTotp.FindForUpdateAsync(transaction, seen.User.Id) is not { } pending
            || !pending.Secret.AsSpan().SequenceEqual(seen.Secret))
        {
            return null;
        }

        var user = pending.User;
        await users.ChangeAsync(
            transaction, user, user with { TotpSecret = pending.Secret, TotpStep = step }, work.Actor, endsTokens: false);
        var codes = await SecondFactor.RenewRecoveryAsync(transaction, user.Id);
        await audit.AppendAsync(transaction, Audited.By(work, "totp:enabled", UserTable.Path(user.Id)));
        return codes;
    }

    public async ValueTask TurnOffAsync(ITransaction transaction, UserAccount user, Work work)
    {
        // Also what was only begun: a secret that somebody has seen must not be confirmed later.
        await SecondFactor.ForgetAsync(transaction, user.Id);
        if (user.TotpSecret is not null)
        {
            await users.ChangeAsync(transaction, user, user with { TotpSecret = null, TotpStep = 0 }, work.Actor, endsTokens: false);
            await audit.AppendAsync(transaction, Audited.By(work, "totp:removed", UserTable.Path(user.Id)));
        }
    }
}
