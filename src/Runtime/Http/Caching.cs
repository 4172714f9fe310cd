using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>What caches on the way may do with an answer.</summary>
public static class Caching
{
    /// <summary>For an answer that holds a secret: nobody keeps it (RFC 9111, 5.2.2.5).</summary>
    public static void ForbidCaching(this HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
