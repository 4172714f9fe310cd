using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Cross-origin requests of browsers: without origins there is no policy, and the framework's middleware lets everything pass as it is.
/// </summary>
internal sealed class CrossOrigin(IOptions<CrossOriginOptions> options) : IConfigureOptions<CorsOptions>
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] Sent =
    [
        "Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "X-Api-Key", "Last-Event-ID",
        PortalCookie.AntiforgeryHeader,
    ];

    private static readonly string[] Read = ["ETag", "Location", "Link", "Retry-After", "WWW-Authenticate", "Content-Disposition"];
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    public void Configure(CorsOptions cors)
    {
        var origins = WordList.Of(options.Value.Origins);
        if (origins.Length == 0)
        {
            return;
        }

        cors.AddDefaultPolicy(policy =>
        {
            policy.WithOrigins(origins).WithMethods(Methods).WithHeaders(Sent).WithExposedHeaders(Read).SetPreflightMaxAge(Remembered);
            if (options.Value.Credentials)
            {
                policy.AllowCredentials();
            }
        });
    }
}
