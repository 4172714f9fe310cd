using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge.Limits;

/// <summary>
/// The limit of one address, before a token is looked at or anything else is done. Health and metrics have an allowance of their own: a
/// neighbour behind the same address, however noisy, does not make monitoring believe that we are down.
/// </summary>
internal sealed class AddressLimit(RequestDelegate next, IOptions<LimitsOptions> options, TimeProvider clock)
{
    private readonly KeyedRateLimit<AddressKey> _all = new(
        options.Value.PerAddressRate, options.Value.PerAddressBurst, options.Value.MaxTracked, clock);

    private readonly KeyedRateLimit<AddressKey> _health = new(
        options.Value.HealthRate, options.Value.HealthBurst, options.Value.MaxTracked, clock);

    public Task InvokeAsync(HttpContext context)
    {
        var limit = IsForMonitoring(context.Request.Path) ? _health : _all;
        var wait = limit.Take(AddressKey.Of(context.Connection.RemoteIpAddress));
        return wait == TimeSpan.Zero
            ? next(context)
            : new Problem(429, "Too many requests from this address; slow down.", RetryAfter: wait).SendAsync(context);
    }

    private static bool IsForMonitoring(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || path.Equals("/metrics", StringComparison.OrdinalIgnoreCase);
}
