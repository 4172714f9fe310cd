using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Security;

/// <summary>What a caller may show instead of a token of our own.</summary>
public enum CredentialKind
{
    /// <summary>An API key, or the id and a secret of an API client (<c>X-Api-Key</c>, HTTP Basic).</summary>
    ApiKey,

    /// <summary>The cookie of a portal session.</summary>
    SessionCookie,

    /// <summary>A token of the outside OpenID provider.</summary>
    OutsideToken,

    /// <summary>Nothing but having come in by a port that stands for an API client (<c>LOCKSTEP_LEGACY</c>).</summary>
    LegacyPort,
}

/// <summary>A credential as it came in.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The client's id where one came along (Basic's user name, or the client of a legacy port); else null.</param>
/// <param name="Secret">The secret part; empty for a legacy port.</param>
public sealed record Credential(CredentialKind Kind, string? Id, string Secret);

/// <summary>What an exchange gave.</summary>
/// <param name="Token">An access token of at most 60 s; null when the credential is refused.</param>
/// <param name="ExpiresAt">When that token expires.</param>
/// <param name="Refusal">A sentence for the detail of the 401; null when there is a token.</param>
public sealed record ExchangedToken(string? Token, DateTimeOffset ExpiresAt, string? Refusal)
{
    /// <summary>Whether the credential was refused only because its time is over: it was a good one, so that nobody guessed it.</summary>
    public bool IsExpired { get; init; }

    /// <summary>A refusal.</summary>
    public static ExchangedToken Refuse(string detail) => new(null, default, detail);
}

/// <summary>
/// Turns keys, cookies and outside tokens into internal tokens: only Identity holds the signing key, so every gateway comes here. A
/// token that was revoked is exchanged again, which fails once the key or session behind it is gone.
/// </summary>
public interface ICredentialExchange
{
    /// <summary>Exchanges a credential. Any text may come in; a bad one is refused, never thrown at.</summary>
    ValueTask<ExchangedToken> ExchangeAsync(Credential credential, CancellationToken ct);
}
