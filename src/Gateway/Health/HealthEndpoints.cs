using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Telemetry;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Health;

/// <summary>GET /health/live, /health/ready and /metrics, for the machines that watch over this one</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/").WithTags("Health");
        health.MapGet("/health/live", () => Answer.Ok("""{"status":"live"}"""u8.ToArray()).ToHttp())
            .ForAll()
            .Describe("Whether the process runs", Response.Of<HealthBody>(200));
        health.MapGet(
            "/health/ready", (HttpContext context, Readiness readiness) => ReadyAsync(readiness, context.RequestAborted).ToHttpAsync())
            .ForAll()
            .Describe(
                "Whether requests can be served: every database takes reads and writes", Response.Of<HealthBody>(200), Response.Error(503));
        var scrape = Figures.CreateScrape(routes);
        health.MapGet("/metrics", (HttpContext context, FiguresReaders readers) => ScrapeAsync(context, readers, scrape))
            .ForAll()
            .Describe(
                "Figures in the text format of Prometheus; for this machine, or with a token",
                Response.Text(200, "text/plain"), Response.Error(401));
    }

    private static async Task ScrapeAsync(HttpContext context, FiguresReaders readers, RequestDelegate scrape)
    {
        var refusal = await readers.RefuseAsync(context);
        await (refusal is null ? scrape(context) : refusal.SendAsync(context));
    }

    private static async Task<Answer> ReadyAsync(Readiness readiness, CancellationToken ct) =>
        await readiness.RefuseAsync(ct) is { } refusal ? refusal : Answer.Ok("""{"status":"ready"}"""u8.ToArray());
}

/// <summary>What the health endpoints answer when all is well.</summary>
internal sealed record HealthBody(string Status);
