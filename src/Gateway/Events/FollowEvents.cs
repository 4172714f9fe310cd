using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Streams;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Events;

/// <summary>GET /events/stream: what happens, as it happens, as server-sent events</summary>
internal static class FollowEvents
{
    /// <summary>Where clients find it.</summary>
    public const string Path = "/api/events/stream";

    private const string MediaType = "text/event-stream";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            Path["/api".Length..],
            (HttpContext context, Work work, [FromServices] EventStreams streams) => RunAsync(context, work, streams))
        .ForSignedIn()
        .StaysOpen()
        .WithTags("Events")
        .Describe(
            "Follow the events of all records that the caller may see, as they happen. See docs/events.md",
            Response.Text(200, MediaType), Response.Error(400, 403, 409, 410, 429, 503), StreamRequest.Parameters);

    private static async Task RunAsync(HttpContext context, Work work, EventStreams streams)
    {
        var (request, refusal) = StreamRequest.Read(context.Request);
        if (request is null)
        {
            await ((Problem)refusal!).SendAsync(context);
            return;
        }

        var (stream, refused) = await streams.OpenAsync(request, work.Caller, work.Ct);
        if (stream is null)
        {
            await ((Problem)refused!).SendAsync(context);
            return;
        }

        using (stream)
        {
            context.Response.ContentType = MediaType;

            // Or nginx would collect it.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await stream.RunAsync(context.Response.BodyWriter, context.Features.Get<StandingCaller>(), context.Abort, work.Ct);
        }
    }
}
