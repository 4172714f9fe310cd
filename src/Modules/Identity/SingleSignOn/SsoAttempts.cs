using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Identity.Sessions;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>A sign-in at the provider that is under way.</summary>
/// <param name="State">Comes back in the URL: the answer belongs to this attempt (RFC 6749, 10.12).</param>
/// <param name="Nonce">Comes back in the ID token: the token belongs to this attempt.</param>
/// <param name="Verifier">Redeems the code: whoever steals that alone has nothing (RFC 7636).</param>
/// <param name="ReturnTo">Where the browser goes afterwards; a path of ours.</param>
internal sealed record SsoAttempt(string State, string Nonce, string Verifier, string ReturnTo)
{
    /// <summary>What the provider gets to see of the verifier.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static SsoAttempt Create(string returnTo) => new(Secret(), Secret(), Secret(), returnTo);

    public static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

/// <summary>Attempts from their beginning until the browser comes back; each is tied to its browser by a cookie and counts once.</summary>
internal sealed class SsoAttempts([FromKeyedServices(IdentityModule.Key)] ModuleDatabase database, [FromKeyedServices(IdentityModule.Key)] Vault vault)
{
    /// <summary>Where their secrets are sealed.</summary>
    public static readonly SealedColumn Column = new(
        IdentityModule.Key, "sso_attempts", "cookie_hash", "secrets", static row => (row.Bytes(0), Purpose));

    private const string Purpose = "identity/sso-attempt";
    private const string CookiePrefix = "lockstep-sso-";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public async Task BeginAsync(HttpContext context, SsoAttempt attempt)
    {
        var cookie = RefreshToken.Create();
        var now = database.Clock.GetUtcNow();
        var secrets = vault.Seal(Purpose, Encoding.ASCII.GetBytes($"{attempt.State}.{attempt.Nonce}.{attempt.Verifier}"));
        await database.Store.WriteAsync(
            async transaction =>
            {
                // More than one commit adds, so that what has expired never piles up.
                await transaction.ExecuteAsync(
                    "delete from sso_attempts where cookie_hash in (select cookie_hash from sso_attempts where expires_at <= $1 order by expires_at limit 8)", now);
                return await transaction.ExecuteAsync(
                    "insert into sso_attempts (cookie_hash, secrets, return_to, expires_at) values ($1, $2, $3, $4)",
                    cookie.Hash, secrets, attempt.ReturnTo, now + Lifetime);
            },
            context.RequestAborted);
        context.Response.Cookies.Append(CookieName(attempt.State), cookie.Text, Options(context));
    }

    /// <summary>The attempt that a state and the browser's cookie belong to; null when there is none, or it was taken or has expired.</summary>
    public async Task<SsoAttempt?> TakeAsync(HttpContext context, string state)
    {
        var name = CookieName(state);
        if (context.Request.Cookies[name] is not { Length: > 0 } cookie)
        {
            return null;
        }

        context.Response.Cookies.Delete(name, Options(context));
        var taken = await database.Store.WriteAsync(
            transaction => transaction.FirstAsync(
                "delete from sso_attempts where cookie_hash = $1 returning secrets, return_to, expires_at",
                static row => new Row(row.Bytes(0), row.Text(1), row.Instant(2)), RefreshToken.Of(cookie).Hash),
            context.RequestAborted);
        if (taken is null || taken.ExpiresAt <= database.Clock.GetUtcNow())
        {
            return null;
        }

        var secrets = Encoding.ASCII.GetString(await vault.OpenAsync(Purpose, taken.Secrets, context.RequestAborted)).Split('.');
        var isSame = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secrets[0]), Encoding.UTF8.GetBytes(state));
        return isSame ? new SsoAttempt(secrets[0], secrets[1], secrets[2], taken.ReturnTo) : null;
    }

    /// <summary>One for each attempt: whoever signs in with two tabs ends both well.</summary>
    private static string CookieName(string state) =>
        CookiePrefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 9));

    /// <summary>Lax, not Strict: the browser comes back from another site.</summary>
    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = FinishSingleSignOn.Path,
        MaxAge = Lifetime,
        IsEssential = true,
    };

    private sealed record Row(byte[] Secrets, string ReturnTo, DateTimeOffset ExpiresAt);
}
