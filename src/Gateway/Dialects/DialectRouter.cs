using Lockstep.Contracts.Access;
using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>
/// Leads a request in a dialect to the endpoint that a module has for it: 1. here it gets the path at which that endpoint is. 2. It is
/// routed. 3. <see cref="AskedPath"/> gives it back the path that its client asked for, so that nothing behind, from the idempotency key to
/// the problem details, knows of another. It stays the one request that it was, with its credential, its limits and its time. What the
/// dialect has no route for stays canonical.
/// </summary>
internal sealed class DialectRouter(RequestDelegate next, DialectTable table)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not null)
        {
            return next(context);
        }

        if (context.Request.Path.StartsWithSegments(DialectRoute.Root, StringComparison.OrdinalIgnoreCase))
        {
            // These paths are between the modules and us. To a client there is nothing at them, whatever the method.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return Dialect.Of(context) is { } dialect && table.At(dialect, context.Request.Path) is { Count: > 0 } routes
            ? LeadAsync(context, dialect, routes)
            : next(context);
    }

    private Task LeadAsync(HttpContext context, string dialect, IReadOnlyList<DialectRoute> routes)
    {
        if (dialect is DialectNames.Erp)
        {
            context.Features.Set<ProblemMembers>(SpringProblem.Write);
        }

        var request = context.Request;
        if (!routes.Any(route => HttpMethods.Equals(request.Method, route.Method)))
        {
            context.Response.Headers.Allow = HeadRequests.WithHead(string.Join(", ", routes.Select(static route => route.Method)));
            return new Problem(405, "This path does not know this method; the Allow header lists those it knows.").SendAsync(context);
        }

        AskedPath.Remember(context);
        request.Path = DialectRoute.InnerPath(dialect, request.Path.Value!);
        return next(context);
    }
}
