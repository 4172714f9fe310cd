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

    /// <summary><c>auth_time</c>: when the person signed in; null for machines.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    public long? CustomerId { get; init; }

    /// <summary>Permissions that narrow the roles; null narrows nothing.</summary>
    public IReadOnlyCollection<string>? Scopes { get; init; }

    public string? Dialect { get; init; }

    /// <summary>Whether it gives nothing until a second factor is set up (<c>totp_required</c>).</summary>
    public bool LacksSecondFactor { get; init; }

    /// <summary>How long it is good; null for the usual time.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How tokens name a session.</summary>
    public static string SessionId(Guid session) => $"{SessionPrefix}{session:N}";

    /// <summary>The session that a <c>sid</c> names; null when it names something else, such as a key.</summary>
    public static Guid? SessionOf(string? sid) =>
        sid is not null
        && sid.StartsWith(SessionPrefix, StringComparison.Ordinal)
        && Guid.TryParseExact(sid.AsSpan(SessionPrefix.Length), "N", out var id)
            ? id
            : null;
}
