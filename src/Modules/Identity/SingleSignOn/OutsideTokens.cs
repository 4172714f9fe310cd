using System.Text.Json;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>
/// Verifies JWTs of the outside provider, access tokens (RFC 9068) and ID tokens (OpenID Connect Core 1.0, 3.1.3.7), by the rules of
/// RFC 8725. An algorithm counts only when it is allowed and fits the key that we hold; keys that a token brings along are never looked at.
/// </summary>
internal sealed class OutsideTokens(
    Provider provider, IdentityDatabase database, IOptions<OidcOptions> oidc) : IOutsideTokens
{
    private const int SubjectMax = 255;
    private const int NameMax = 150;
    private static readonly OutsideVerdict Off = OutsideVerdict.Refuse(
        "The token is not one of this installation; sign in (POST /api/auth/login) and send the access_token as it is.");
    private static readonly OutsideVerdict Bad = OutsideVerdict.Refuse(
        "The token is not a good one of the OpenID provider for this installation; get a new one there.");
    private static readonly OutsideVerdict Expired = OutsideVerdict.Refuse(
        "The token has expired; get a new one from the OpenID provider.") with { IsExpired = true };
    private static readonly OutsideVerdict Unknown = OutsideVerdict.Refuse(
        "The token's key is not one of the OpenID provider's, as far as it could be asked; get a new token, or try again in a minute.");
    private static readonly OutsideVerdict Ended = OutsideVerdict.Refuse(
        "The token was issued before its user was signed out, changed or removed here; get a new one from the OpenID provider.");
    private static readonly OutsideVerdict Barred = OutsideVerdict.Refuse(
        "The user whom the token spoke for was disabled and removed; ask an admin to link another one.");
    private static readonly OutsideVerdict Disabled = OutsideVerdict.Refuse(
        "The user whom the token speaks for is disabled; ask an admin.");

    // An ID token says what a person did at the provider, for its client's eyes: it is no pass for anything.
    private static readonly string[] MarksOfIdTokens = ["nonce", "at_hash", "c_hash", "s_hash"];
    private readonly OidcOptions _options = oidc.Value;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = OutsideJwt.LengthMax };

    // The library would keep one verifier for each key id in the whole process, and a rotated key may come back under its old id.
    private readonly CryptoProviderFactory _signatures = new() { CacheSignatureProviders = false };

    public async ValueTask<OutsideVerdict> VerifyAsync(string token, CancellationToken ct)
    {
        if (!_options.IsOn || _options.Audience.Length == 0)
        {
            return Off;
        }

        // A key is looked for only when the token says that it is the provider's: others must not make us ask there.
        if (OutsideJwt.Read(token) is not { } jwt || !IsAccessToken(jwt) || !IsOfProvider(jwt))
        {
            return Bad;
        }

        if (await provider.FindKeyAsync(jwt, isRenewed: false, ct) is not { } key)
        {
            return Unknown;
        }

        // Expired is said only of what is good otherwise: it is no guess, and is not counted as one.
        return !await IsGoodAsync(jwt, key, _options.Audience, ct) ? Bad : IsOver(jwt) ? Expired : await MeetAsync(Identify(jwt, null), ct);
    }

    /// <summary>An ID token, which came from the token endpoint itself; null when it is not good.</summary>
    /// <param name="token">The token.</param>
    /// <param name="nonce">What we gave the browser at the start: another's token has another one.</param>
    /// <param name="ct">When nobody waits any more.</param>
    public async ValueTask<OutsideJwt?> VerifyIdTokenAsync(string token, string nonce, CancellationToken ct) =>
        OutsideJwt.Read(token) is { Type: null or "jwt" } jwt && IsOfProvider(jwt) && IsForOurClient(jwt)
        && string.Equals(jwt.Find("nonce"), nonce, StringComparison.Ordinal)
        // What its text alone refuses must not make us ask the provider for a key.
        && await provider.FindKeyAsync(jwt, isRenewed: false, ct) is { } key && await IsGoodAsync(jwt, key, _options.ClientId, ct)
            && !IsOver(jwt)
            ? jwt
            : null;

    /// <summary>Who a token speaks for.</summary>
    /// <param name="jwt">The token, which is good.</param>
    /// <param name="more">What the provider says of the same person elsewhere (UserInfo), for what the token does not say; null for
    /// nothing.</param>
    public OutsideIdentity Identify(OutsideJwt jwt, JsonElement? more)
    {
        var subject = jwt.Find("sub")!;
        var name = Said(jwt, more, _options.NameClaim)?.Trim() is { Length: > 0 } given && !given.Any(char.IsControl) ? given : null;
        var mailSource = jwt.Claims.TryGetProperty("email", out _) || more is null ? jwt.Claims : more.Value;
        var groups = RoleClaims.Of(jwt.Claims, _options.RoleClaim);
        groups = groups.IsMissing && more is { } info ? RoleClaims.Of(info, _options.RoleClaim) : groups;
        return new OutsideIdentity(
            _options.Issuer, subject, name is null ? subject : name.Length <= NameMax ? name
                : name[..NameMax], JwtText.Text(mailSource, "email"),
            IsTrue(mailSource, "email_verified"), groups.RolesBy(_options),
            DateTimeOffset.FromUnixTimeSeconds(jwt.Seconds("iat")!.Value), DateTimeOffset.FromUnixTimeSeconds(jwt.Seconds("exp")!.Value))
        {
            IsNamed = name is not null,
            Groups = groups.Describe(_options.RoleClaim),
            SignedInAt = DateTimeOffset.FromUnixTimeSeconds(jwt.Seconds("auth_time") ?? jwt.Seconds("iat")!.Value),
        };
    }

    private static string? Said(OutsideJwt jwt, JsonElement? more, string name) =>
        jwt.Find(name) ?? (more is { } info ? JwtText.Text(info, name) : null);

    /// <summary>Some providers write it as text.</summary>
    private static bool IsTrue(JsonElement claims, string name) => claims.TryGetProperty(name, out var flag)
        && (flag.ValueKind == JsonValueKind.True || string.Equals(JwtText.Text(claims, name), "true", StringComparison.OrdinalIgnoreCase));

    private bool IsAccessToken(OutsideJwt jwt) => (jwt.Type is "at+jwt" || (_options.AcceptPlainJwt && jwt.Type is null or "jwt"))
        && !MarksOfIdTokens.Any(name => jwt.Claims.TryGetProperty(name, out _));

    private bool IsOfProvider(OutsideJwt jwt) => string.Equals(jwt.Find("iss"), _options.Issuer, StringComparison.Ordinal)
        && jwt.Find("sub") is { Length: > 0 and <= SubjectMax } subject && !subject.Any(char.IsControl);

    /// <summary>
    /// Signature, algorithm, issuer, audience and start; the end only counts for what is good otherwise. Without an id the key may be one
    /// of before, and is asked for once more.
    /// </summary>
    private async Task<bool> IsGoodAsync(OutsideJwt jwt, ProviderKey key, string audience, CancellationToken ct) =>
        await IsSignedAsync(jwt, key, audience)
        || (await provider.FindKeyAsync(jwt, isRenewed: true, ct) is { } newer && !ReferenceEquals(newer, key)
            && await IsSignedAsync(jwt, newer, audience));

    private async Task<bool> IsSignedAsync(OutsideJwt jwt, ProviderKey key, string audience)
    {
        // The type was looked at before: the library has no way to allow that there is none.
        var result = await _handler.ValidateTokenAsync(jwt.Text, new TokenValidationParameters
        {
            IssuerSigningKey = key.Key,
            CryptoProviderFactory = _signatures,
            ValidAlgorithms = key.Algorithms,
            ValidIssuer = _options.Issuer,
            ValidAudience = audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            LifetimeValidator = (_, _, _, _) => HasBegun(jwt),
        });
        return result.IsValid;
    }

    /// <summary>By our clock; all the times must be there, which the library does not ask for.</summary>
    private bool HasBegun(OutsideJwt jwt)
    {
        var hasStart = jwt.Claims.TryGetProperty("nbf", out _);
        return jwt.Seconds("exp") is not null && jwt.Seconds("iat") is { } issued && (hasStart ? jwt.Seconds("nbf") : issued) is { } start
            && DateTimeOffset.FromUnixTimeSeconds(Math.Max(start, issued)) <= database.Clock.GetUtcNow() + _options.ClockSkew;
    }

    private bool IsOver(OutsideJwt jwt) =>
        database.Clock.GetUtcNow() >= DateTimeOffset.FromUnixTimeSeconds(jwt.Seconds("exp")!.Value) + _options.ClockSkew;

    private bool IsForOurClient(OutsideJwt jwt)
    {
        // Issued to several, it must name us as the one that asked (3.1.3.7): it may be another client's, of which we are an audience only.
        var says = jwt.Claims.TryGetProperty("azp", out _);
        return says
            ? string.Equals(jwt.Find("azp"), _options.ClientId, StringComparison.Ordinal)
            : OutsideJwt.Strings(jwt.Claims, "aud") is [_];
    }

    private async ValueTask<OutsideVerdict> MeetAsync(OutsideIdentity identity, CancellationToken ct)
    {
        var (user, ended) = await database.Store.ReadAsync(
            async reader => (await SsoUsers.FindAsync(reader, identity.Link), await EndedLinks.FindAsync(reader, identity.Link)), ct);

        // By the time of issue, for its tokens have no version of ours. It is told in seconds: those of the very second are out too.
        return user is { Disabled: true } ? Disabled
            : ended is { IsBarred: true } ? Barred
            : ended is not null && identity.IssuedAt <= ended.At ? Ended
            : new OutsideVerdict(identity, user, null);
    }
}
