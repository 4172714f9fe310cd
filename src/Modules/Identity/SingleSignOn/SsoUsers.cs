using System.Security.Cryptography;
using System.Text;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>The users who are linked with somebody at the outside provider.</summary>
internal sealed class SsoUsers([FromKeyedServices(IdentityModule.Key)] ModuleDatabase database, Revocations revocations)
{
    private const int EmailMax = 180;
    private static readonly Problem Disabled = new(403, "This user is disabled; ask an admin.");
    private static readonly Problem Taken = new(
        409, "There is a user with this e-mail address already, who is not linked with the OpenID provider; ask an admin to link it (PUT /api/users/{id}/single-sign-on).");

    private static readonly Problem LastAdmin = new(
        403, "The OpenID provider does not give the role admin to the last admin here; make another admin first, with the password, or mend Oidc:RoleMap.");

    /// <summary>The user linked with issuer and subject; null when there is none.</summary>
    public static ValueTask<User?> FindAsync(IReader reader, string link) =>
        reader.FirstAsync($"select {User.Columns} from users u where u.sso_subject = $1", User.Read, link);

    /// <summary>The user whom the provider vouches for, with the roles of today; made when there is none yet.</summary>
    public async ValueTask<(User? User, Problem? Problem)> MeetAsync(ITransaction transaction, OutsideIdentity identity)
    {
        if (await FindAsync(transaction, identity.Link) is not { } user)
        {
            return await MakeAsync(transaction, identity);
        }

        if (user.Disabled)
        {
            return (null, Disabled);
        }

        var isSame = user.Roles.Order(StringComparer.Ordinal).SequenceEqual(identity.Roles, StringComparer.Ordinal);
        return isSame ? (user, null)
            : await IsLastAdminAsync(transaction, user) && !identity.Roles.Contains("admin", StringComparer.Ordinal) ? (null, LastAdmin)
            : (await ChangeAsync(transaction, user with { Roles = identity.Roles }), null);
    }

    /// <summary>Changes roles or link of a user; tokens and sessions from before no longer count.</summary>
    public async ValueTask<User> ChangeAsync(ITransaction transaction, User user)
    {
        var changed = user with { Version = user.Version + 1, TokenVersion = user.TokenVersion + 1, UpdatedAt = database.Clock.GetUtcNow() };
        await transaction.ExecuteAsync(
            "update users set roles = $2, sso_subject = $3, token_version = $4, version = $5, updated_at = $6, revoked_at = $6 where id = $1",
            changed.Id, string.Join(',', changed.Roles), changed.SsoSubject, changed.TokenVersion, changed.Version, changed.UpdatedAt);
        await revocations.EndSubjectAsync(transaction, changed.Subject, changed.TokenVersion);
        return changed;
    }

    private async ValueTask<(User? User, Problem? Problem)> MakeAsync(ITransaction transaction, OutsideIdentity identity)
    {
        var email = EmailOf(identity);
        var id = await transaction.FirstAsync(
            """
            insert into users (email, email_key, name, password_hash, roles, sso_subject, created_at, updated_at) values ($1, $2, $3, '', $4, $5, $6, $6)
            on conflict (email_key) do nothing returning id
            """,
            static row => row.Int64(0),
            email, TextRules.Fold(email), identity.Name, string.Join(',', identity.Roles), identity.Link, database.Clock.GetUtcNow());
        return id == 0 ? (null, Taken) : (await User.FindAsync(transaction, id), null);
    }

    /// <summary>An address that the provider does not vouch for may be anybody's; such a user gets one that nobody has.</summary>
    private static string EmailOf(OutsideIdentity identity) =>
        identity is { EmailVerified: true, Email: { Length: > 2 and <= EmailMax } email } && email.IndexOf('@', StringComparison.Ordinal) > 0
            && !email.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            ? email
            : $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.Link)).AsSpan(0, 8))}@{new Uri(identity.Issuer).IdnHost}";

    private static async ValueTask<bool> IsLastAdminAsync(IReader reader, User user) => user.Roles.Contains("admin", StringComparer.Ordinal)
        && await reader.FirstAsync(
            "select 1 from users where disabled = 0 and id <> $1 and instr(',' || roles || ',', ',admin,') > 0 limit 1", static row => row.Int64(0), user.Id) == 0;
}
