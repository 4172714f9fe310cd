using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Security;

/// <summary>
/// The cookie of a portal session: HttpOnly, SameSite=Lax and, over HTTPS, under the prefix <c>__Host-</c> that ties it to this host.
/// Requests that change something must also carry <see cref="AntiforgeryHeader"/>, which a page of another site can't know.
/// </summary>
public static class PortalCookie
{
    /// <summary>The header with the value of <see cref="AntiforgeryToken"/>.</summary>
    public const string AntiforgeryHeader = "X-CSRF-Token";

    private const string SecureName = "__Host-lockstep";
    private const string LoopbackName = "lockstep";

    /// <summary>The cookie of a request; null without one. What came over plain HTTP is never taken over HTTPS.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name(request)] is { Length: > 0 } value ? value : null;

    /// <summary>Hands a cookie out, until the browser is closed or the session ends; an empty one takes it away.</summary>
    public static void Set(HttpContext context, string value)
    {
        var (cookies, name, options) = (context.Response.Cookies, Name(context.Request), Options(context));
        if (value.Length > 0)
        {
            cookies.Append(name, value, options);
        }
        else
        {
            cookies.Delete(name, options);
        }
    }

    /// <summary>What <see cref="AntiforgeryHeader"/> must say for a cookie: follows from it, but does not give it away.</summary>
    public static string AntiforgeryToken(string cookie) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"antiforgery:{cookie}")));

    /// <summary>Whether a request that carries a cookie was sent by our own page: it only reads, or knows the token.</summary>
    public static bool IsOwn(HttpRequest request, string cookie)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        var given = Encoding.UTF8.GetBytes(request.Headers[AntiforgeryHeader].ToString());
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(AntiforgeryToken(cookie)));
    }

    private static string Name(HttpRequest request) => request.IsHttps ? SecureName : LoopbackName;

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}
