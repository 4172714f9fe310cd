using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Gateway.Health;

/// <summary>GET /health/live, /health/ready and /metrics, for the machines that watch over this one</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, IReadOnlyList<string> databases)
    {
        var health = routes.MapGroup("/").WithTags("Health");
        health.MapGet("/health/live", () => Answer.Ok("""{"status":"live"}"""u8.ToArray()).ToHttp())
            .ForAll()
            .Describe("Whether the process runs", Response.Of<HealthBody>(200));
        health.MapGet(
            "/health/ready",
            (HttpContext context, IHostApplicationLifetime lifetime) => ReadyAsync(context, lifetime, databases).ToHttpAsync())
            .ForAll()
            .Describe("Whether requests can be served: every database takes reads and writes", Response.Of<HealthBody>(200), Response.Error(503));
        var scrape = Figures.CreateScrape(routes);
        health.MapGet("/metrics", (Delegate)((HttpContext context) => scrape(context)))
            .ForAll()
            .Describe("Figures in the text format of Prometheus", Response.Text(200, "text/plain"));
    }

    private static async Task<Answer> ReadyAsync(HttpContext context, IHostApplicationLifetime lifetime, IReadOnlyList<string> databases)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new Refusal(RefusalCode.Unavailable, "The process is stopping.");
        }

        foreach (var name in databases)
        {
            try
            {
                var store = context.RequestServices.GetRequiredKeyedService<IStore>(name);
                await store.WriteAsync(static transaction => transaction.FirstAsync("select 1", static row => row.Int64(0)), context.RequestAborted);
                await store.ReadAsync(static reader => reader.FirstAsync("select 1", static row => row.Int64(0)), context.RequestAborted);
            }
            catch (StoreException error)
            {
                return new Refusal(
                    RefusalCode.Unavailable, $"The database of {name} is out of order: {error.Fault}.",
                    RetryAfter: TimeSpan.FromSeconds(1));
            }
        }

        return Answer.Ok("""{"status":"ready"}"""u8.ToArray());
    }
}

/// <summary>What the health endpoints answer when all is well.</summary>
internal sealed record HealthBody(string Status);
