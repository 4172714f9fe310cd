using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Edge;

/// <summary>Marks connections that came in by the port of the figures, and with them their requests.</summary>
internal sealed record FiguresFeature;

/// <summary>The port of the figures has nothing else: whoever may reach it need not reach the API.</summary>
internal sealed class FiguresPort(RequestDelegate next)
{
    private static readonly Problem Nothing = new(404, "This port has /metrics and /health alone.");

    public Task InvokeAsync(HttpContext context) => context.Features.Get<FiguresFeature>() is null
        || context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.Equals("/metrics", StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : Nothing.SendAsync(context);
}
