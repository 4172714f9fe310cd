using Lockstep.Identity.Passwords;
using Lockstep.Identity.Users;

namespace Lockstep.Identity.Accounts;

/// <summary>A new user, and, when it has no password yet, the code with which it sets one: shown here and never again.</summary>
internal sealed record CreatedUser(
    long Id, string Name, string Email, IReadOnlyList<string> Roles, long? CustomerId, bool Disabled, bool HasTotp, bool SingleSignOn,
    long TokenVersion, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? Code, DateTimeOffset? CodeExpiresAt)
{
    public static CreatedUser Of(UserAccount user, IssuedCode? code) => new(
        user.Id, user.Name, user.Email, user.Roles, user.CustomerId, user.Disabled, user.TotpSecret is not null,
        user.SsoSubject is not null,
        user.TokenVersion, user.Version, user.CreatedAt, user.UpdatedAt, code?.Code, code?.ExpiresAt);
}
