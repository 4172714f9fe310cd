using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Totp;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Start;

/// <summary>
/// Lets an admin in again who lost the password: whoever may write the databases may do that anyway, and here it is in the audit log.
/// </summary>
internal sealed class AdminRescue(IdentityDatabase database, UserTable users, NewPassword passwords, TotpSwitch totp,
    PasswordHashing hashing, SecretSalts salts)
{
    /// <summary>Who does it, as histories and the audit log tell.</summary>
    private const string Actor = "system:console";

    public async Task<(string Email, string Password)> RunAsync(string? email, bool withoutFactor, CancellationToken ct)
    {
        await database.Vault.LoadAsync(ct);

        // No host starts here that would have read it: without it the new password would be proved by nothing.
        await salts.LoadAsync(ct);
        var password = OneTimeCode.Create().Text;
        var hash = hashing.Hash(password);
        var found = await database.Store.WriteAsync(
            async transaction =>
            {
                var admin = await FindAsync(transaction, email);
                if (withoutFactor)
                {
                    await totp.TurnOffAsync(transaction, admin, Work.Of(Actor, ct));

                    // Read again: turning it off has made a version, from which the next change goes on.
                    admin = (await UserAccount.FindForUpdateAsync(transaction, admin.Id))!;
                }

                if (admin.Disabled)
                {
                    admin = await users.ChangeAsync(transaction, admin, admin with { Disabled = false }, Actor, endsTokens: true);
                }

                return await passwords.SetAsync(
                    transaction, admin, hash, new AuditEntry(Actor, "password:reset", UserTable.Path(admin.Id)), isForOnce: true);
            },
            ct);
        return (found.Email, password);
    }

    private static async ValueTask<UserAccount> FindAsync(ITransaction transaction, string? email)
    {
        var admins = await transaction.QueryAsync(
            $"select {UserAccount.Columns} from users u where ',' || u.roles || ',' like '%,admin,%' order by u.id", UserAccount.Read);
        var found = email is null
            ? (admins.Count == 1 ? admins[0] : null)
            : admins.FirstOrDefault(admin => string.Equals(Email.Key(admin.Email), Email.Key(email), StringComparison.Ordinal));
        if (found is not null)
        {
            return (await UserAccount.FindForUpdateAsync(transaction, found.Id))!;
        }

        var all = string.Join(", ", admins.Select(static admin => admin.Email));
        throw new StartupException(email is null
            ? $"There are several admins; name one with --email: {all}."
            : $"{email} is no admin here; there {(admins.Count == 1 ? "is" : "are")} {(all.Length == 0 ? "none" : all)}.");
    }
}
