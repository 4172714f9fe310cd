using Lockstep.Contracts.Access;
using Lockstep.Identity.Clients;
using Lockstep.Identity.SingleSignOn;
using Lockstep.Identity.Users;

namespace Lockstep.Identity.Keys;

/// <summary>What an access token is to say.</summary>
/// <param name="Subject"><c>sub</c>, for example <c>user:1</c> or <c>client:erp-poller</c>.</param>
/// <param name="Name"><c>name</c>.</param>
/// <param name="Roles"><c>roles</c>.</param>
/// <param name="Version"><c>ver</c>: the subject's token version.</param>
internal sealed record TokenRequest(string Subject, string Name, IReadOnlyList<string> Roles, long Version)
{
    /// <summary>The <c>client_id</c> of people who sign in with a password, through the portal or by hand.</summary>
    private const string OwnClient = "lockstep";
    private const string SessionPrefix = "session:";

    public string? Email { get; init; }

    /// <summary>RFC 9068 asks for one in every token.</summary>
    public string ClientId { get; init; } = OwnClient;

    /// <summary><c>sid</c>: <c>session:…</c> or <c>key:…</c>.</summary>
    public string? Session { get; init; }

    public long? CustomerId { get; init; }

    /// <summary>Permissions that narrow the roles; null narrows nothing.</summary>
    public IReadOnlyCollection<string>? Scopes { get; init; }

    public string? Dialect { get; init; }

    /// <summary>How long it is good; null for the usual time.</summary>
    public TimeSpan? Lifetime { get; init; }

    public static TokenRequest For(User user, Guid session) => new(user.Subject, user.Name, user.Roles, user.TokenVersion)
    {
        Email = user.Email,
        CustomerId = user.CustomerId,
        Session = SessionId(session),
    };

    public static TokenRequest For(KnownKey known) => For(known.Client) with { Session = KeyTable.Session(known.Key.Id), Scopes = known.Scopes };

    public static TokenRequest For(ApiClient client) => new(ClientTable.Subject(client.ClientId), client.Name, client.Roles, client.TokenVersion)
    {
        ClientId = client.ClientId,
        Scopes = client.Scopes,
        Dialect = client.Dialect,
    };

    /// <summary>Somebody whom the outside provider vouches for, under the name of the linked user if there is one, with the roles of the map.</summary>
    public static TokenRequest For(OutsideIdentity identity, User? user) => user is null
        ? new($"outside:{identity.Subject}", identity.Name, identity.Roles, Version: 1)
        : new(user.Subject, user.Name, identity.Roles, user.TokenVersion) { Email = user.Email, CustomerId = user.CustomerId };

    /// <summary>How tokens name a session.</summary>
    public static string SessionId(Guid session) => $"{SessionPrefix}{session:N}";

    /// <summary>The session that a <c>sid</c> names; null when it names something else, such as a key.</summary>
    public static Guid? SessionOf(string? sid) =>
        sid is not null && sid.StartsWith(SessionPrefix, StringComparison.Ordinal) && Guid.TryParseExact(sid.AsSpan(SessionPrefix.Length), "N", out var id)
            ? id
            : null;
}
