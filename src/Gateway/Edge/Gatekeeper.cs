using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Finds out who is calling and whether they may. An endpoint that declares neither a permission nor that it is open to all is closed.
/// The module that serves the request checks again for itself.
/// </summary>
internal sealed class Gatekeeper(RequestDelegate next, TokenVerifier tokens, IAuditTrail trail)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Set(context);
        return Check(context) is { } problem ? RefuseAsync(context, problem) : next(context);
    }

    private Problem? Check(HttpContext context)
    {
        // What is open to all asks for no token, so a stale one does no harm there: it may come along to its own renewal.
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            return null;
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            {
                return new Problem(401, "Only bearer tokens are taken: Authorization: Bearer, then the access token.");
            }

            var verdict = tokens.Verify(authorization[Scheme.Length..].Trim());
            if (verdict.Caller is null)
            {
                return new Problem(401, verdict.Detail);
            }

            verdict.Caller.SetOn(context);
        }

        // Routing answers wrong methods and media types with endpoints of its own, which are no routes and give nothing away.
        return context.GetEndpoint() is RouteEndpoint endpoint ? Access.Refuse(Caller.Of(context), endpoint) : null;
    }

    private async Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (Caller.Of(context) is { } caller)
        {
            await trail.RecordRepeatedAsync(Refusal(context, caller), context.RequestAborted);
        }

        await ((Answer)problem).ExecuteAsync(context);
    }

    /// <summary>Names the route, not the path: whoever tries one id after the other is counted, and can't fill the log.</summary>
    private static AuditEntry Refusal(HttpContext context, Caller caller)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/');
        var entry = new AuditEntry(caller.Subject, "access:refused", $"{context.Request.Method} /{route}", Refused: true);
        return context.Connection.RemoteIpAddress is { } address
            ? entry with { Personal = new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = address.ToString() } }
            : entry;
    }
}
