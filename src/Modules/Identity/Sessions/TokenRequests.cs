using Lockstep.Contracts.Access;
using Lockstep.Identity.Clients;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Users;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Sessions;

/// <summary>What the access tokens of people and machines say.</summary>
/// <param name="policy">Which roles need a second factor.</param>
internal sealed class TokenRequests(IOptions<RoleOptions> policy)
{
    /// <summary>Of a session that began by a password, at the provider or by a password that was changed.</summary>
    public TokenRequest For(UserAccount user, Guid session, DateTimeOffset signedInAt) =>
        new(user.Subject, user.Name, user.Roles, user.TokenVersion)
    {
        LacksSecondFactor = policy.Value.LacksSecondFactor(user),
        SignedInAt = signedInAt,
        Email = user.Email,
        CustomerId = user.CustomerId,
        Session = TokenRequest.SessionId(session),
    };

    public static TokenRequest For(KnownKey known) =>
        For(known.Client) with { Session = KeyTable.Session(known.Key.Id), Scopes = known.Scopes };

    public static TokenRequest For(ApiClient client) =>
        new(ClientTable.Subject(client.ClientId), client.Name, client.Roles, client.TokenVersion)
    {
        ClientId = client.ClientId,
        Scopes = client.Scopes,
        Dialect = client.Dialect,
    };

    /// <summary>
    /// Somebody whom the outside provider vouches for, under the name of the linked user if there is one, with the roles of the map.
    /// </summary>
    public static TokenRequest For(OutsideIdentity identity, UserAccount? user) => user is null
        ? new($"outside:{identity.Subject}", identity.Name, identity.Roles, Version: 1) { SignedInAt = identity.SignedInAt }
        : new(user.Subject, user.Name, identity.Roles, user.TokenVersion)
        {
            Email = user.Email, CustomerId = user.CustomerId, SignedInAt = identity.SignedInAt,
        };
}
