using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Runtime.Security;

/// <summary>What a token says of itself, before anybody vouches for it.</summary>
/// <param name="KeyId">The <c>kid</c> of the header.</param>
/// <param name="Subject"><c>sub</c>, for example <c>user:1</c>.</param>
/// <param name="Name"><c>email</c>, else <c>name</c>, else the subject.</param>
/// <param name="Roles"><c>roles</c>; none when absent.</param>
/// <param name="Version"><c>ver</c>, the token version of the subject when it was issued; 0 when absent.</param>
/// <param name="IssuedAt"><c>iat</c>, in seconds since 1970.</param>
/// <param name="NotBefore"><c>nbf</c>, likewise; equal to <c>iat</c> when absent.</param>
/// <param name="ExpiresAt"><c>exp</c>, likewise.</param>
internal sealed record TokenContent(
    string KeyId, string Subject, string Name, string[] Roles, long Version, long IssuedAt, long NotBefore, long ExpiresAt)
{
    /// <summary><c>sid</c>: the session or key behind the token; null when absent.</summary>
    public string? Session { get; private init; }

    /// <summary><c>customer</c>: the customer that the caller is; null when absent.</summary>
    public long? CustomerId { get; private init; }

    /// <summary><c>auth_time</c>: when the person signed in; null when absent.</summary>
    public DateTimeOffset? SignedInAt { get; private init; }

    /// <summary><c>totp_required</c>: whether it gives nothing until the person has a second factor; false when absent.</summary>
    public bool LacksSecondFactor { get; private init; }

    /// <summary><c>scope</c>: blank-separated permissions that narrow the roles (RFC 9068, 2.2.3); null when absent.</summary>
    public string? Scope { get; private init; }

    /// <summary><c>dialect</c> of the API client; null when absent.</summary>
    public string? Dialect { get; private init; }

    private const int HeaderMembers = 3;

    /// <summary>The last second of the year 9999: beyond it no instant exists.</summary>
    private const long SecondsMax = 253_402_300_799;

    /// <summary>
    /// Reads a token; null with a refusal when it is not one of ours to begin with. The key is looked up before the claims are read: what
    /// they must look like is our rule for our tokens, and another issuer has its own.
    /// </summary>
    public static TokenContent? Read(string token, ITokenKeys keys, out SecurityKey? key, out TokenRefusal refusal)
    {
        (key, refusal) = (null, TokenRefusal.Malformed);
        if (JwtText.Read(token) is not { } jwt)
        {
            return null;
        }

        if (ReadKeyId(jwt.Header) is not { } keyId)
        {
            refusal = TokenRefusal.WrongHeader;
            return null;
        }

        key = keys.Find(keyId);
        if (key is null)
        {
            refusal = TokenRefusal.UnknownKey;
            return null;
        }

        return ReadClaims(keyId, jwt.Claims);
    }

    /// <summary>
    /// Exactly three members. RFC 7515 would let us ignore others, but jwk, jku, x5c and crit only ever ask the reader to trust
    /// something else than the key that we look up ourselves. The library lets them pass, and has one answer for a foreign algorithm and a
    /// bad signature.
    /// </summary>
    private static string? ReadKeyId(JsonElement header) =>
        header.ValueKind == JsonValueKind.Object && header.GetPropertyCount() == HeaderMembers
        && JwtText.Text(header, "alg") is TokenProfile.Algorithm && JwtText.Text(header, "typ") is TokenProfile.Type
            ? JwtText.Text(header, "kid")
            : null;

    private static TokenContent? ReadClaims(string keyId, JsonElement claims)
    {
        if (claims.ValueKind != JsonValueKind.Object || JwtText.Text(claims, "sub") is not { Length: > 0 } subject
            || Number(claims, "exp") is not { } expiresAt || Number(claims, "iat") is not { } issuedAt
            || ReadRoles(claims) is not { } roles)
        {
            return null;
        }

        var notBefore = claims.TryGetProperty("nbf", out _) ? Number(claims, "nbf") : issuedAt;
        var version = claims.TryGetProperty("ver", out _) ? Number(claims, "ver") : 0;
        var customer = claims.TryGetProperty("customer", out _) ? Number(claims, "customer") : 0;
        return notBefore is null || version is null || customer is null
            ? null
            : new TokenContent(
                keyId, subject, JwtText.Text(claims, "email") ?? JwtText.Text(claims, "name") ?? subject, roles, version.Value, issuedAt,
                notBefore.Value, expiresAt)
            {
                Session = JwtText.Text(claims, "sid"),
                CustomerId = customer > 0 ? customer : null,
                LacksSecondFactor = claims.TryGetProperty("totp_required", out _),
                SignedInAt = Number(claims, "auth_time") is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
                Scope = JwtText.Text(claims, "scope"),
                Dialect = JwtText.Text(claims, "dialect"),
            };
    }

    private static string[]? ReadRoles(JsonElement claims) => claims.TryGetProperty("roles", out var roles) ? JwtText.Texts(roles) : [];

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= SecondsMax
            ? seconds
            : null;
}
