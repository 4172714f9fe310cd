using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Whether the caller, whom <see cref="AccessCheck"/> has found out, may call the endpoint. One that declares neither a permission nor that
/// it is open to all is closed. The module that serves the request checks again for itself.
/// </summary>
internal sealed class PermissionCheck(RequestDelegate next, IAuditTrail trail)
{
    // Routing answers wrong methods and media types with endpoints of its own, which are no routes and give nothing away.
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint && Access.Refuse(Caller.Of(context), endpoint) is { } problem
            ? RefuseAsync(context, endpoint, problem)
            : next(context);

    private async Task RefuseAsync(HttpContext context, RouteEndpoint endpoint, Problem problem)
    {
        if (Caller.Of(context) is { } caller)
        {
            // Before the answer goes out. Of strangers nothing is noted: anybody could fill the log.
            await trail.RecordRepeatedAsync(Refusal(context, endpoint, caller), context.RequestAborted);
        }

        await problem.SendAsync(context);
    }

    /// <summary>Names the route, not the path: whoever tries one id after the other is counted, and can't fill the log.</summary>
    private static AuditEntry Refusal(HttpContext context, RouteEndpoint endpoint, Caller caller)
    {
        var entry = new AuditEntry(caller.Subject, "access:refused", $"{context.Request.Method} {RouteOf(endpoint)}", Refused: true);
        return context.Connection.RemoteIpAddress is { } address
            ? entry with { Personal = new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = address.ToString() } }
            : entry;
    }

    /// <summary>As clients know it: of a dialect, what they ask for.</summary>
    private static string RouteOf(RouteEndpoint endpoint)
    {
        var route = $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
        return route.StartsWith($"{DialectRoute.Root}/", StringComparison.Ordinal)
            && route.IndexOf('/', DialectRoute.Root.Length + 1) is var asked and > 0
            ? route[asked..]
            : route;
    }
}
