using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Edge;

/// <summary>Gives every request its time, except to endpoints that may take as long as they need.</summary>
internal sealed class RequestTime(RequestDelegate next, TimeLimit limit)
{
    public Task InvokeAsync(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<NoTimeLimit>() is null
        ? limit.KeepAsync(context, next)
        : next(context);
}
