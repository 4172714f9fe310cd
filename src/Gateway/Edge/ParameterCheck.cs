using Lockstep.Contracts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Refuses query parameters that an endpoint of the API does not describe: one that is misspelt would be lost without a word. Dialects take
/// what their originals took, and what stands outside of the API (sign-in with a provider) what its standards allow.
/// </summary>
internal sealed class ParameterCheck(RequestDelegate next)
{
    private const string Api = "/api/";

    public Task InvokeAsync(HttpContext context) =>
        context.Request.Query.Count > 0
        && context.GetEndpoint() is RouteEndpoint endpoint
        && endpoint.RoutePattern.RawText?.StartsWith(Api, StringComparison.Ordinal) is true
        && Refuse(context.Request.Query, endpoint) is { } refusal
            ? ((Problem)refusal).SendAsync(context)
            : next(context);

    private static Refusal? Refuse(IQueryCollection query, RouteEndpoint endpoint)
    {
        var errors = new Errors();
        var known = endpoint.Metadata.OfType<QueryParameter>().ToList();
        foreach (var name in query.Keys.Where(name => !known.Exists(parameter => parameter.IsCalled(name))))
        {
            errors.Add(name, $"Is not a parameter here; {Nearest.Hint(name, [.. known.Select(static parameter => parameter.Name)])}");
        }

        return errors.ToRefusal();
    }
}
