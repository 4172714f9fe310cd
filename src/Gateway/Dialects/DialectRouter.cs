using Lockstep.Contracts.Access;
using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
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
        if (context.GetEndpoint() is not null && !HasDialectOfItsOwn(context))
        {
            return next(context);
        }

        if (context.Request.Path.StartsWithSegments(DialectRoute.Root, StringComparison.OrdinalIgnoreCase))
        {
            // These paths are between the modules and us. To a client there is nothing at them, whatever the method.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return Dialect.Of(context) is { } dialect && table.At(dialect, context.Request.Path) is { Routes.Count: > 0 } place
            ? LeadAsync(context, dialect, place)
            : next(context);
    }

    /// <summary>
    /// Whether the caller, who is known only by now, speaks a dialect, and the request was not led anywhere by its path or its port: then
    /// the canonical endpoint that was found at the path gives way to the dialect's.
    /// </summary>
    private static bool HasDialectOfItsOwn(HttpContext context) =>
        Caller.Of(context)?.Dialect is not null && !AskedPath.IsRemembered(context);

    private Task LeadAsync(HttpContext context, string dialect, DialectPlace place)
    {
        if (ProblemsOf(dialect) is { } members)
        {
            context.Features.Set(members);
        }

        var request = context.Request;
        if (!place.Routes.Any(route => HttpMethods.Equals(request.Method, route.Method)))
        {
            context.Response.Headers.Allow = HeadRequests.WithHead(string.Join(", ", place.Routes.Select(static route => route.Method)));
            return new Problem(405, "This path does not know this method; the Allow header lists those it knows.").SendAsync(context);
        }

        // Those of the canonical endpoint go: routing leaves a request alone that has one.
        context.SetEndpoint(null);
        request.RouteValues = [];
        AskedPath.Remember(context);
        request.Path = DialectRoute.InnerPath(dialect, place.Path);
        return next(context);
    }

    /// <summary>What clients of a dialect read in a problem.</summary>
    private static ProblemMembers? ProblemsOf(string dialect) => dialect switch
    {
        DialectNames.Erp => SpringProblem.Write,
        DialectNames.Shop or DialectNames.Sales => MessageProblem.Write,
        _ => null,
    };
}
