using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Edge;

/// <summary>Headers that keep browsers from doing more with an answer than showing it.</summary>
internal static class SecurityHeaders
{
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    // The page of the documentation styles itself inline; its scripts are files of our own.
    private const string Pages = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal) ? Pages : Nothing;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}
