using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Finds out who is calling and whether they may. An endpoint that declares neither a permission nor that it is open to all is closed.
/// The module that serves the request checks again for itself.
/// </summary>
internal sealed class Gatekeeper(RequestDelegate next, TokenVerifier tokens)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
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

    private static Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return ((Answer)problem).ExecuteAsync(context);
    }
}
