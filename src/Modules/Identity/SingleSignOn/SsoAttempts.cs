using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Http;

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

/// <summary>
/// Attempts from their beginning until the browser comes back. Each is sealed into a cookie of its browser: anybody may begin as many as
/// they like, so that none may leave anything behind here.
/// </summary>
internal sealed class SsoAttempts(IdentityDatabase database)
{
    private const string Purpose = "identity/sso-attempt";
    private const string CookiePrefix = "lockstep-sso-";
    private const int PartCount = 5;

    /// <summary>More in one browser were given up; its cookies must not outgrow the headers that we take.</summary>
    private const int OpenMax = 4;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public void Begin(HttpContext context, SsoAttempt attempt)
    {
        var open = context.Request.Cookies.Keys.Where(name => name.StartsWith(Prefix(context), StringComparison.Ordinal)).ToList();
        foreach (var name in open.Count >= OpenMax ? open : [])
        {
            context.Response.Cookies.Delete(name, Options(context));
        }

        var until = (database.Clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds();
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{attempt.State}.{attempt.Nonce}.{attempt.Verifier}.{until}.{attempt.ReturnTo}");
        var sealedText = Base64Url.EncodeToString(database.Vault.Seal(Purpose, Encoding.ASCII.GetBytes(text)));
        context.Response.Cookies.Append(CookieName(context, attempt.State), sealedText, Options(context));
    }

    /// <summary>The attempt that a state and the browser's cookie belong to; null when there is none, or it has expired.</summary>
    public async Task<SsoAttempt?> TakeAsync(HttpContext context, string state)
    {
        var name = CookieName(context, state);
        if (context.Request.Cookies[name] is not { Length: > 0 } cookie)
        {
            return null;
        }

        // Taken away whatever comes of it: what does not fit now will not the next time.
        context.Response.Cookies.Delete(name, Options(context));
        if (await OpenAsync(cookie, context.RequestAborted) is not [var own, var nonce, var verifier, var until, var returnTo]
            || long.Parse(until, CultureInfo.InvariantCulture) <= database.Clock.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return null;
        }

        var isSame = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(state));
        return isSame ? new SsoAttempt(own, nonce, verifier, returnTo) : null;
    }

    /// <summary>Notes down, in the commit that lets somebody in, that an attempt has ended well; false when it had before.</summary>
    public async ValueTask<bool> UseAsync(ITransaction transaction, SsoAttempt attempt)
    {
        var now = database.Clock.GetUtcNow();

        // More than one commit adds, so that what has expired never piles up.
        await transaction.ExecuteAsync(
            "delete from sso_used where state_hash in (select state_hash from sso_used where expires_at <= $1 order by expires_at limit 8)",
            now);

        // Kept for as long as a cookie may live that could bring it back.
        return await transaction.ExecuteAsync(
            "insert into sso_used (state_hash, expires_at) values ($1, $2) on conflict (state_hash) do nothing",
            SHA256.HashData(Encoding.ASCII.GetBytes(attempt.State)), now + Lifetime) == 1;
    }

    private async ValueTask<string[]?> OpenAsync(string cookie, CancellationToken ct)
    {
        if (!Base64Url.IsValid(cookie))
        {
            return null;
        }

        try
        {
            var text = await database.Vault.OpenAsync(Purpose, Base64Url.DecodeFromChars(cookie), ct);

            // The path stands last, for it alone may hold dots.
            return Encoding.ASCII.GetString(text).Split('.', PartCount);
        }
        catch (CryptographicException)
        {
            // Not sealed by us, or so long ago that the key is gone.
            return null;
        }
    }

    /// <summary>One for each attempt: whoever signs in with two tabs ends both well.</summary>
    private static string CookieName(HttpContext context, string state) =>
        Prefix(context) + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 9));

    /// <summary>Over HTTPS no other host, such as a sister under the same domain, can plant a cookie of this name.</summary>
    private static string Prefix(HttpContext context) => context.Request.IsHttps ? "__Host-" + CookiePrefix : CookiePrefix;

    /// <summary>Lax, not Strict: the browser comes back from another site.</summary>
    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = Lifetime,
        IsEssential = true,
    };
}
