using Lockstep.Contracts.Access;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Runtime.Security;

/// <summary>
/// Verifies access tokens: JWTs by RFC 9068 (<c>typ</c> at+jwt), signed with ES256 and nothing else. Each is verified once and then
/// remembered by the SHA-256 of its whole text. Safe for use by many threads.
/// </summary>
/// <param name="keys">The public keys; a key that is no longer there refuses its tokens at once, remembered ones too.</param>
/// <param name="options">Issuer, audience, clock skew and the size of the memory.</param>
/// <param name="clock">Decides about <c>exp</c>, <c>nbf</c> and <c>iat</c>.</param>
public sealed class TokenVerifier(ITokenKeys keys, TokenOptions options, TimeProvider clock)
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int LengthMax = 8 * 1_024;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LengthMax };

    // The library would keep one verifier for each key id in the whole process: a second key under the same id, such as another
    // issuer's, would then be checked with the first one's. What is worth keeping is kept by digest anyway.
    private readonly CryptoProviderFactory _signatures = new() { CacheSignatureProviders = false };
    private readonly TokenCache _cache = new(options.CacheMax);
    private readonly TokenRevocations _revocations = new(options.AccessLifetime + (2 * options.ClockSkew));
    private long _evictions;

    /// <summary>How often tokens were made void in this process: while it stays the same, only time ends those that were good.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Verifies the token of an <c>Authorization: Bearer</c> header. Never throws, whatever the text.</summary>
    public TokenVerdict Verify(ReadOnlySpan<char> token)
    {
        if (token.Length > LengthMax)
        {
            return TokenVerdict.Refuse(TokenRefusal.TooLong);
        }

        if (!TokenDigest.TryOf(token, out var digest))
        {
            return TokenVerdict.Refuse(TokenRefusal.Malformed);
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (_cache.Find(digest) is { } known)
        {
            if (now < known.ExpiresAt && ReferenceEquals(keys.Find(known.KeyId), known.Key))
            {
                return TokenVerdict.Of(known.Caller);
            }

            _cache.Remove(digest);
        }

        return VerifyNew(token.ToString(), digest, now);
    }

    /// <summary>
    /// Whether a token was verified before and is remembered: then it is no guess, whatever else comes from its sender's address.
    /// </summary>
    public bool Knows(ReadOnlySpan<char> token) =>
        token.Length <= LengthMax && TokenDigest.TryOf(token, out var digest) && _cache.Find(digest) is not null;

    /// <summary>
    /// Refuses from now on, in this process, the tokens of a subject that were issued under an older version. Call it after the
    /// commit that raised the version: disabling, role change, sign-out everywhere.
    /// </summary>
    /// <param name="subject">For example <c>user:1</c>.</param>
    /// <param name="version">The subject's token version by now (claim <c>ver</c>); tokens with this one stay good.</param>
    public void Evict(string subject, long version)
    {
        _revocations.Add(subject, version, clock.GetUtcNow());
        _cache.RemoveAll(subject);
        Interlocked.Increment(ref _evictions);
    }

    /// <summary>Refuses from now on, in this process, the tokens of one session or key. Call it after the commit that ended it.</summary>
    /// <param name="session">The claim <c>sid</c>, for example <c>key:12</c>.</param>
    public void EvictSession(string session)
    {
        _revocations.Add(session, long.MaxValue, clock.GetUtcNow());
        _cache.RemoveSession(session);
        Interlocked.Increment(ref _evictions);
    }

    private TokenVerdict VerifyNew(string token, TokenDigest digest, long now)
    {
        if (TokenContent.Read(token, keys, out var key, out var refusal) is not { } content || key is null)
        {
            return TokenVerdict.Refuse(refusal);
        }

        refusal = CheckSignature(token, key);
        if (refusal == TokenRefusal.None)
        {
            refusal = CheckTimes(content, now);
        }

        return refusal == TokenRefusal.None ? Remember(digest, content, key, now) : TokenVerdict.Refuse(refusal);
    }

    private TokenVerdict Remember(TokenDigest digest, TokenContent content, SecurityKey key, long now)
    {
        var caller = new Caller(content.Subject, content.Name, Granted(content))
        {
            CustomerId = content.CustomerId,
            Session = content.Session,
            SignedInAt = content.SignedInAt,
            LacksSecondFactor = content.LacksSecondFactor,
            Dialect = content.Dialect,
        };
        _cache.Add(digest, new VerifiedToken(caller, content.KeyId, key, (content.ExpiresAt * 1_000) + Skew), now);

        // Look at the revocations after remembering: an Evict in between either finds the token there or is seen here.
        if (
            _revocations.Covers(content.Subject, content.Version)
            || (content.Session is { } session && _revocations.Covers(session, content.Version)))
        {
            _cache.Remove(digest);
            return TokenVerdict.Refuse(TokenRefusal.Revoked);
        }

        return TokenVerdict.Of(caller);
    }

    /// <summary>What the roles allow; a scope only ever takes away from that.</summary>
    private static IReadOnlySet<string> Granted(TokenContent content)
    {
        var granted = Permissions.Of(content.LacksSecondFactor ? [] : content.Roles);
        if (content.Scope is null)
        {
            return granted;
        }

        // Who sees products sees the catalogue: scopes of before know of the one word alone.
        var scoped = granted.Intersect(content.Scope.Split(' '), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (scoped.Contains(Permissions.ProductsRead))
        {
            scoped.Add(Permissions.CatalogueRead);
        }

        return scoped;
    }

    private TokenRefusal CheckTimes(TokenContent content, long now)
    {
        if (now >= (content.ExpiresAt * 1_000) + Skew)
        {
            return TokenRefusal.Expired;
        }

        return Math.Max(content.NotBefore, content.IssuedAt) * 1_000 > now + Skew ? TokenRefusal.NotYetValid : TokenRefusal.None;
    }

    private long Skew => (long)options.ClockSkew.TotalMilliseconds;

    private TokenRefusal CheckSignature(string token, SecurityKey key)
    {
        var result = Validate(token, key);
        return result.IsValid
            ? TokenRefusal.None
            : result.Exception switch
            {
                SecurityTokenInvalidIssuerException => TokenRefusal.WrongIssuer,
                SecurityTokenInvalidAudienceException => TokenRefusal.WrongAudience,
                _ => TokenRefusal.BadSignature,
            };
    }

    /// <summary>
    /// The handler's own check of the times lets a token live on at the very end and never looks at iat, so it stays off; ours follows.
    /// </summary>
    private TokenValidationResult Validate(string token, SecurityKey key)
    {
        // One at a time: the platform's key objects do not promise to serve two threads, and only new tokens come this far.
        lock (_handler)
        {
            // Nothing is fetched for it, so it is done when it returns; whatever a sender makes it stumble over is in the result.
            return _handler.ValidateTokenAsync(token, new TokenValidationParameters
            {
                IssuerSigningKey = key,
                CryptoProviderFactory = _signatures,
                ValidAlgorithms = [TokenProfile.Algorithm],
                ValidTypes = [TokenProfile.Type],
                IssuerValidator = (issuer, _, _) => options.Takes(issuer)
                    ? issuer
                    : throw new SecurityTokenInvalidIssuerException("The issuer is another one."),
                ValidAudience = options.Audience,
                IgnoreTrailingSlashWhenValidatingAudience = false,
                ValidateLifetime = false,
            }).GetAwaiter().GetResult();
        }
    }
}
