using System.Security.Cryptography;
using System.Text;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>The users who are linked with somebody at the outside provider.</summary>
internal sealed class SsoUsers(UserTable users)
{
    private const int EmailMax = 180;
    private const string ByLink = $"select {UserAccount.Columns} from users u where u.sso_subject = $1";

    /// <summary>Who changes a user at a sign-in, for histories.</summary>
    private const string Actor = "single-sign-on";
    private static readonly Refusal Disabled = new(RefusalCode.Forbidden, "This user is disabled; ask an admin.");
    private static readonly Refusal Barred = new(
        RefusalCode.Forbidden,
        "Your user was disabled and removed; ask an admin to link another one (PUT /api/users/{id}/single-sign-on).");

    private static readonly Refusal Taken = new(
        RefusalCode.Conflict, "There is a user with this e-mail address already, who is not linked with the OpenID provider; ask an admin "
            + "to link it (PUT /api/users/{id}/single-sign-on).");

    private static readonly Refusal LastAdmin = new(
        RefusalCode.Forbidden, "The OpenID provider does not give the role admin to the last admin here; make another admin first, with "
            + "the password, or mend Oidc:RoleMap.");

    /// <summary>The user linked with issuer and subject; null when there is none.</summary>
    public static ValueTask<UserAccount?> FindAsync(IReader reader, string link) =>
        reader.FirstAsync(ByLink, UserAccount.Read, link);

    /// <summary>The user whom the provider vouches for, with the roles of today; made when there is none yet.</summary>
    public async ValueTask<(UserAccount? User, Refusal? Refusal)> MeetAsync(ITransaction transaction, OutsideIdentity identity)
    {
        // One sign-in of a person at a time: the second of two first ones meets the user that the first one makes.
        await transaction.LockAsync($"link {identity.Link}");
        if (await transaction.FirstForUpdateAsync(ByLink, UserAccount.Read, identity.Link) is not { } user)
        {
            return await EndedLinks.FindAsync(transaction, identity.Link) is { IsBarred: true } ? (null, Barred)
                : identity.Roles.Count == 0 ? (null, NoRole(identity))
                : await MakeAsync(transaction, identity);
        }

        if (user.Disabled)
        {
            return (null, Disabled);
        }

        if (!identity.Roles.Contains(UserTable.Admin, StringComparer.Ordinal) && await IsLastAdminAsync(transaction, user))
        {
            return (null, LastAdmin);
        }

        // Also for who is not let in: the roles that the provider took away must not live on in tokens of before.
        var now = await FollowAsync(transaction, user, identity);
        return identity.Roles.Count == 0 ? (null, NoRole(identity)) : (now, null);
    }

    /// <summary>Who gets no role is told what came, for the one who can mend it.</summary>
    private static Refusal NoRole(OutsideIdentity identity) => new(
        RefusalCode.Forbidden,
        $"The OpenID provider vouches for you, but you have no role here: {identity.Groups}. Ask an admin of Lockstep or of the provider.");

    /// <summary>
    /// Roles, name and e-mail follow the provider; an address that it does not vouch for, or that somebody else has here, does not. The
    /// provider vouches for whoever signs in there, not for whoever knows a password or a code that was given to somebody who might do
    /// less: these end when a role is added.
    /// </summary>
    private async ValueTask<UserAccount> FollowAsync(ITransaction transaction, UserAccount user, OutsideIdentity identity)
    {
        var after = user with { Roles = identity.Roles, Name = identity.IsNamed ? identity.Name : user.Name };
        if (IsUsable(identity) && !IsSame(identity.Email!, user.Email)
            && await UserTable.FindByEmailAsync(transaction, identity.Email!) is null)
        {
            after = after with { Email = identity.Email! };
        }

        var isSame = user.Roles.Order(StringComparer.Ordinal).SequenceEqual(identity.Roles, StringComparer.Ordinal);
        var hasMoved = !string.Equals(after.Email, user.Email, StringComparison.Ordinal);
        if (isSame && !hasMoved && string.Equals(after.Name, user.Name, StringComparison.Ordinal))
        {
            return user;
        }

        var grows = identity.Roles.Except(user.Roles, StringComparer.Ordinal).Any();
        if (grows || hasMoved)
        {
            await ResetCodes.UseUpAsync(transaction, user.Id);
        }

        return await users.ChangeAsync(
            transaction, user, grows ? after with { PasswordHash = "" } : after, Actor, endsTokens: !isSame || hasMoved);
    }

    private async ValueTask<(UserAccount? User, Refusal? Refusal)> MakeAsync(ITransaction transaction, OutsideIdentity identity)
    {
        var made = await users.InsertAsync(
            transaction,
            new UserAccount
            {
                Id = 0, TokenVersion = 1, Email = EmailOf(identity), Name = identity.Name, PasswordHash = "", Roles = identity.Roles,
                SsoSubject = identity.Link,
            },
            Actor);
        return made is null ? (null, Taken) : (made, null);
    }

    /// <summary>An address that the provider does not vouch for may be anybody's; such a user gets one that nobody has.</summary>
    private static string EmailOf(OutsideIdentity identity) => IsUsable(identity)
        ? identity.Email!
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.Link)).AsSpan(0, 8))
            + $"@{new Uri(identity.Issuer).IdnHost}";

    private static bool IsUsable(OutsideIdentity identity) =>
        identity is { EmailVerified: true, Email: { Length: > 2 and <= EmailMax } email }
        && email.IndexOf('@', StringComparison.Ordinal) > 0
        && !email.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter));

    private static bool IsSame(string one, string other) =>
        string.Equals(Email.Key(one), Email.Key(other), StringComparison.Ordinal);

    private async ValueTask<bool> IsLastAdminAsync(ITransaction transaction, UserAccount user) =>
        user.Roles.Contains(UserTable.Admin, StringComparer.Ordinal) && !await users.HasOtherAdminAsync(transaction, user.Id);
}
