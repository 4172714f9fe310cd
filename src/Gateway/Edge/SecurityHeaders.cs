using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Gateway.Edge;

/// <summary>Headers that keep browsers from doing more with an answer than showing it.</summary>
internal static class SecurityHeaders
{
    // Frames are refused here and not by X-Frame-Options, which every browser that we know of ignores beside this.
    private const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // The page of the documentation styles itself inline; its scripts are files of our own.
    private const string Pages =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action "
            + "'self'; frame-ancestors 'none'";

    private const string NoDevices =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            + "magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Nothing;
        if (context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal))
        {
            // These speak of documents, which nothing else here is.
            headers.ContentSecurityPolicy = Pages;
            headers["Permissions-Policy"] = NoDevices;
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        // While nobody but ourselves vouches for the certificate, this would lock people out.
        if (context.Request.IsHttps && context.RequestServices.GetRequiredService<TlsCertificate>() is { IsSelfSigned: false })
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
