using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>Step 3 of <see cref="DialectRouter"/>: a request that was routed by another path has its own again.</summary>
internal sealed class AskedPath(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Remembered>() is { } asked)
        {
            context.Request.Path = asked.Path;
        }

        return next(context);
    }

    /// <summary>Keeps the path, before the request gets another one.</summary>
    public static void Remember(HttpContext context) => context.Features.Set(new Remembered(context.Request.Path));

    /// <summary>Whether the request was led to another path.</summary>
    public static bool IsRemembered(HttpContext context) => context.Features.Get<Remembered>() is not null;

    private sealed record Remembered(PathString Path);
}
