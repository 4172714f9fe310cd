using Lockstep.Identity.Audit;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Passwords;

/// <summary>
/// A password that was made up for somebody, and seen by others on its way, opens once: it signs in together with the one that replaces
/// it.
/// </summary>
internal sealed class FirstPassword(PasswordHashing hashing, NewPassword passwords)
{
    private static readonly Refusal Needed = new(
        RefusalCode.Forbidden,
            "This is a one-time password: sign in with it once more and send the one that replaces it along as newPassword.",
            "newPassword", "Must be given.");

    private static readonly Refusal Same = Refusal.Invalid("newPassword", "Must be another one than the one-time password.");
    private static readonly Refusal Needless = Refusal.Invalid(
        "newPassword", "Only replaces a one-time password; yours is changed by POST /api/auth/password.");

    /// <summary>
    /// The hash of the password that replaces a one-time password; null when there is none to replace, or a refusal says why.
    /// </summary>
    public async Task<(string? Hash, Refusal? Refusal)> ReadAsync(Work work, UserAccount user, string password, string? chosen)
    {
        if (!user.PasswordOnce || user.Disabled)
        {
            return (null, chosen is null ? null : Needless);
        }

        if (chosen is null)
        {
            return (null, Needed);
        }

        // Others have seen the one-time password: chosen again, it would go on opening for them.
        if (string.Equals(chosen, password, StringComparison.Ordinal))
        {
            return (null, Same);
        }

        if (PasswordRules.RefuseCommon("newPassword", chosen, user.Name, user.Email) is { } common)
        {
            return (null, common);
        }

        var hashed = await hashing.HashAsync(ClientNetwork.Of(work.Address), chosen, work.Ct);
        return (hashed.Hash, hashed.Busy);
    }

    public ValueTask<UserAccount> SetAsync(ITransaction transaction, Work work, UserAccount user, string hash) =>
        passwords.SetAsync(transaction, user, hash, Audited.By(work, "password:changed", UserTable.Path(user.Id), user.Subject));
}
