namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>A way of signing in at a system.</summary>
public enum SignInKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A key in a header or in the query: <c>kind: api-key</c>, <c>header</c> or <c>query</c>, <c>key</c>.</summary>
    ApiKey,

    /// <summary>Name and password: <c>kind: basic</c>, <c>user</c>, <c>password</c>. A connector may make a session of them.</summary>
    Basic,

    /// <summary>A fixed token: <c>kind: bearer</c>, <c>token</c>, and <c>scheme</c> when it is not <c>Bearer</c>.</summary>
    Bearer,

    /// <summary>
    /// OAuth 2 client credentials: <c>kind: client-credentials</c>, <c>tokenUrl</c>, <c>clientId</c>, <c>clientSecret</c>, <c>scope</c>.
    /// </summary>
    ClientCredentials,

    /// <summary>
    /// OAuth 2 authorization code with refresh: <c>kind: authorization-code</c>, the same and <c>authorizeUrl</c>, <c>redirectUrl</c>. The
    /// tokens are kept encrypted.
    /// </summary>
    AuthorizationCode,
}

/// <summary>How to sign in, from the part <c>signIn</c> of a system's file; checked: what the kind needs is there.</summary>
/// <param name="Kind">The way.</param>
public sealed record SignInSettings(SignInKind Kind)
{
    /// <summary>No sign-in.</summary>
    public static SignInSettings None { get; } = new(SignInKind.None);

    /// <summary>The header that carries the key, for example <c>X-Api-Key</c>; null when the query does.</summary>
    public string? Header { get; init; }

    /// <summary>The parameter of the query that carries the key; null when a header does.</summary>
    public string? Query { get; init; }

    /// <summary>What stands before a token in the header <c>Authorization</c>. Default <c>Bearer</c>.</summary>
    public string Scheme { get; init; } = "Bearer";

    /// <summary>The name that goes with a password.</summary>
    public string? User { get; init; }

    /// <summary>The key, the password, the token or the client's secret.</summary>
    public Secret? Secret { get; init; }

    /// <summary>The client of OAuth 2.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether the client shows itself in the body, for providers that don't take it in the header as they should.</summary>
    public bool IsClientInBody { get; init; }

    /// <summary>What it asks to be allowed; null for what the provider gives.</summary>
    public string? Scope { get; init; }

    /// <summary>Where tokens are given out.</summary>
    public Uri? TokenUrl { get; init; }

    /// <summary>Where a person allows it.</summary>
    public Uri? AuthorizeUrl { get; init; }

    /// <summary>Where the provider sends the person back to, as it was registered there.</summary>
    public Uri? RedirectUrl { get; init; }
}
