using System.Globalization;
using System.Net.Http.Headers;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Runtime.Outbound;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Telemetry;

public sealed class FiguresTests
{
    private const string Guarded = "127.0.0.1";

    [Fact]
    public async Task Of_two_systems_in_one_process_each_shows_its_own_figures_only()
    {
        await using var busy = await TestApp.StartAsync();
        await using var idle = await TestApp.StartAsync();
        using var answer = await busy.Admin.PostAsync(
            "/api/customers", RawJson("""{"name":"Zoe"}"""), TestContext.Current.CancellationToken);
        await TestApp.EventuallyAsync(
            () => SaysAsync(busy, "lockstep_events_handed_over_total{module=\"crm\"} 1\n"), "an event was handed over");
        (await SaysAsync(idle, "lockstep_events_handed_over_total{module=\"crm\"} 0\n")).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_asks_for_OpenMetrics_gets_that()
    {
        await using var app = await TestApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text; version=1.0.0"));
        using var answer = await app.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/openmetrics-text");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldEndWith("# EOF\n");
    }

    [Fact]
    public async Task Figures_go_to_a_collector_that_is_set_and_allowed()
    {
        await using var collector = RawServer.Start(RawServer.Ok(""));
        await using var app = await TestApp.StartAsync(builder => Send(builder, collector, allow: Guarded));
        await TestApp.EventuallyAsync(() => Task.FromResult(!collector.Requests.IsEmpty), "the collector is called");
        collector.Requests.First().ShouldStartWith("POST /v1/metrics HTTP/1.1");
        collector.Requests.First().ShouldContain("application/x-protobuf");
    }

    [Fact]
    public async Task No_collector_is_called_where_the_guard_lets_nobody_go()
    {
        var log = new LogLines();
        await using var collector = RawServer.Start(RawServer.Ok(""));
        await using var app = await TestApp.StartAsync(builder =>
        {
            Send(builder, collector, allow: "");
            builder.Logging.AddProvider(log);
        });
        await TestApp.EventuallyAsync(
            () => Task.FromResult(log.Lines.Any(line => line.Contains("[1300]", StringComparison.Ordinal))), "the guard says no");
        collector.Connections.ShouldBe(0);
    }

    private static void Send(WebApplicationBuilder builder, RawServer collector, string allow)
    {
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = string.Create(
            CultureInfo.InvariantCulture, $"http://{Guarded}:{collector.Port}");
        builder.Configuration["OTEL_METRIC_EXPORT_INTERVAL"] = "50";
        builder.Configuration["Outbound:Allow"] = allow;
    }

    private static StringContent RawJson(string body) => new(body, MediaTypeHeaderValue.Parse("application/json"));

    private static async Task<bool> SaysAsync(TestApp app, string line) =>
        (await app.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains(line, StringComparison.Ordinal);
}
