using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Triggers;

/// <summary>A backfill as a job: how far it is, paused, resumed, cancelled, one at a time, whatever process does it.</summary>
[RunsOnEachStore]
public sealed class BackfillTests : IDisposable
{
    private const string Path = "/api/sync/flows/late/backfill";
    private const int Customers = 6;
    private readonly TestFolder _flows = new();

    public void Dispose() => _flows.Dispose();

    [Fact]
    public async Task It_goes_on_behind_a_pause_where_it_stopped_and_brings_each_record_once()
    {
        await using var off = await StartAsync();
        await using var app = await LateAsync(off);
        var begun = await app.PostAsync(Path, """{"perSecond":2,"count":true}""");
        (begun.Status, (string?)begun.Body!["state"], (string?)begun.Body["startedBy"]).ShouldBe((202, "running", "user:1"));
        (await app.PostAsync(Path, "{}")).Status.ShouldBe(409, "one at a time");
        await UntilAsync(app, static now => (long)now["records"]! >= 2);
        var paused = await app.PostAsync($"{Path}/pause", "");
        (paused.Status, (string?)paused.Body!["state"], (long)paused.Body["total"]!).ShouldBe((200, "paused", Customers));
        var done = (long)paused.Body["records"]!;
        done.ShouldBeLessThan(Customers);
        (await app.PostAsync($"{Path}/pause", "")).Status.ShouldBe(200, "it is paused already");
        await using var next = await app.RestartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        var still = (await next.GetAsync(Path)).Body!;
        ((string?)still["state"], (long)still["records"]!).ShouldBe(("paused", done), "no start resumes it");
        (await next.PostAsync($"{Path}/resume", """{"perSecond":1000}""")).Status.ShouldBe(200);
        var end = await UntilAsync(next, static now => (string?)now["state"] is "done");
        ((long)end["records"]!, (long)end["queued"]!, (long)end["limitPerSecond"]!).ShouldBe((Customers, Customers, 1_000));
        end["perSecond"]!.GetValue<double>().ShouldBeGreaterThan(0);
        (await next.PostAsync($"{Path}/cancel", "")).Status.ShouldBe(409, "it is done");
        await TestApp.EventuallyAsync(
            async () => (await next.GetAsync("/api/sync/deliveries?flow=late&state=delivered")).Items.Count == Customers,
            "all are brought");
        (await next.GetAsync("/api/packages")).Items.Count.ShouldBe(Customers);
    }

    [Fact]
    public async Task A_cancelled_one_stops_and_the_next_one_brings_the_rest()
    {
        await using var off = await StartAsync();
        await using var app = await LateAsync(off);
        (await app.GetAsync(Path)).Status.ShouldBe(404);
        (await app.PostAsync($"{Path}/resume", "{}")).Status.ShouldBe(404);
        await app.PostAsync(Path, """{"perSecond":1}""");
        await UntilAsync(app, static now => (long)now["records"]! >= 1);
        var cancelled = (await app.PostAsync($"{Path}/cancel", "")).Body!;
        ((string?)cancelled["state"], cancelled["finishedAt"] is not null).ShouldBe(("cancelled", true));
        var before = (long)cancelled["queued"]!;
        (await app.PostAsync($"{Path}/resume", "{}")).Status.ShouldBe(409);
        (await app.PostAsync(Path, "{}")).Status.ShouldBe(202);
        var end = await UntilAsync(app, static now => (string?)now["state"] is "done");
        ((long)end["records"]!, (long)end["queued"]!).ShouldBe((Customers, Customers - before));
        (await app.GetAsync("/api/audit?action=backfill:cancelled")).Items.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", """{"perSecond":0}""", 400)]
    [InlineData("", """{"perSecond":100001}""", 400)]
    [InlineData("", """{"speed":1}""", 400)]
    [InlineData("/resume", """{"perSecond":0}""", 400)]
    public async Task A_limit_that_is_none_is_named(string path, string json, int status)
    {
        await using var app = await StartAsync();
        (await app.PostAsync($"/api/sync/flows/none/backfill{path}", json)).Status.ShouldBe(status);
    }

    private async Task<TestApp> StartAsync() =>
        await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);

    /// <summary>Customers first, and the flow behind them.</summary>
    private async Task<TestApp> LateAsync(TestApp off)
    {
        for (var number = 0; number < Customers; number++)
        {
            await off.AddCustomerAsync($$"""{"name":"N{{number}}"}""");
        }

        await off.HandedOverAsync("crm");
        await File.WriteAllTextAsync(_flows.File("late.yaml"), """
            name: late
            from: { system: crm, kind: customer, on: [created] }
            to: { system: inventory, kind: package }
            map: { customerId: id, customerName: name }
            set: { kind: parcel }
            """);
        return await off.RestartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
    }

    private static async Task<JsonNode> UntilAsync(TestApp app, Func<JsonNode, bool> holds)
    {
        JsonNode now = null!;
        await TestApp.EventuallyAsync(async () => holds(now = (await app.GetAsync(Path)).Body!), "it is so far");
        return now;
    }
}
