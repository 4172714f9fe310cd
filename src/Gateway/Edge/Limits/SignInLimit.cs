using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge.Limits;

/// <summary>
/// The limit of refused sign-ins: endpoints that take passwords and the like in their body (<see cref="TakesCredentials"/>). It is counted
/// apart from refused tokens and keys: a wall of wrong passwords does not keep those out who have a token, nor the other way round.
/// </summary>
internal sealed class SignInLimit(RequestDelegate next, IOptions<LimitsOptions> options, TimeProvider clock)
{
    private readonly RefusalLimit _refusals = new(options, clock);

    public Task InvokeAsync(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<TakesCredentials>() is null
        ? next(context)
        : WatchAsync(context);

    private async Task WatchAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (!_refusals.MayTry(address, out var problem))
        {
            await problem.SendAsync(context);
            return;
        }

        await next(context);

        // OAuth answers a wrong secret or a stale refresh token with a 400.
        if (context.Response.StatusCode is 400 or 401)
        {
            _refusals.Refused(address);
        }
    }
}
