using Lockstep.Gateway.Dialects;
using Lockstep.Gateway.Dialects.Erp;
using Lockstep.Gateway.Dialects.Mini;
using Lockstep.Gateway.Dialects.Portal;
using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway;

/// <summary>
/// Hands requests in a dialect to its translation. The dialect of a port goes before everything; that of a caller is known only when the
/// access check has seen the request, which then was for a path that nothing canonical is at.
/// </summary>
internal sealed class DialectRouter(RequestDelegate next, TimeLimit limit)
{
    private static readonly Dictionary<string, DialectRoute[]> Translations = new(StringComparer.Ordinal)
    {
        [Dialect.Erp] = ErpDialect.Routes,
        [Dialect.Mini] = MiniDialect.Routes,
        [Dialect.Portal] = PortalDialect.Routes,
    };

    public async Task InvokeAsync(HttpContext context)
    {
        if (Find(context) is { } routes)
        {
            await TranslateAsync(context, routes);
            return;
        }

        var authorization = context.Request.Headers.Authorization;
        await next(context);
        if (context.Response is { StatusCode: 404, HasStarted: false } && context.GetEndpoint() is null && Find(context) is { } ofCaller)
        {
            // The access check has put its internal token in place of the credential, which the translation's requests show again.
            context.Request.Headers.Authorization = authorization;
            await TranslateAsync(context, ofCaller);
        }
    }

    /// <summary>The routes of the request's dialect at its path; null when the path is none of the dialect's.</summary>
    private static DialectRoute[]? Find(HttpContext context) =>
        Dialect.Of(context) is { } dialect && Translations.GetValueOrDefault(dialect) is { } routes
            && Array.FindAll(routes, route => route.IsAt(context.Request.Path)) is { Length: > 0 } found
            ? found
            : null;

    private Task TranslateAsync(HttpContext context, DialectRoute[] routes)
    {
        var route = Array.Find(routes, route => HttpMethods.Equals(context.Request.Method, route.Method));
        if (route is not null)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;

            // One limit for all that it asks for: a list of many pages is one request.
            var api = new CanonicalApi(context, next, route.IdOf(context.Request.Path), route.Fault);

            // What goes wrong on the way is told in the dialect too.
            context.Features.Set<IProblemWriter>(api);
            return route.HasTimeLimit ? limit.KeepAsync(context, _ => route.HandleAsync(api)) : route.HandleAsync(api);
        }

        context.Response.Headers.Allow = string.Join(", ", routes.Select(known => known.Method));
        return new CanonicalApi(context, next, null, routes[0].Fault).RefuseAsync(
            new Problem(405, "This path does not know this method; the Allow header lists those it knows."));
    }
}
