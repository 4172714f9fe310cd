namespace Lockstep.Runtime.Security;

/// <summary>The only kind of access token that is made and taken.</summary>
public static class TokenProfile
{
    /// <summary>
    /// The only <c>typ</c> accepted, by RFC 9068: it tells access tokens from ID tokens and other JWTs that one key may sign.
    /// </summary>
    public const string Type = "at+jwt";

    /// <summary>The only <c>alg</c> accepted.</summary>
    internal const string Algorithm = "ES256";
}
