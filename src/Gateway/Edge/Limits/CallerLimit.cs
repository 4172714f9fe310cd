using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge.Limits;

/// <summary>The limit of one caller, wherever its requests come from; after the access check, who finds out who it is.</summary>
internal sealed class CallerLimit(RequestDelegate next, IOptions<LimitsOptions> options, TimeProvider clock)
{
    private readonly KeyedRateLimit<string> _limit = new(
        options.Value.PerCallerRate, options.Value.PerCallerBurst, options.Value.MaxTracked, clock);

    public Task InvokeAsync(HttpContext context)
    {
        var wait = Caller.Of(context) is { } caller ? _limit.Take(caller.Subject) : TimeSpan.Zero;
        return wait == TimeSpan.Zero
            ? next(context)
            : new Problem(429, "Too many requests of this caller; slow down.", RetryAfter: wait).SendAsync(context);
    }
}
