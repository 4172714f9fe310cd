using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Reports;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Triggers;

/// <summary>Flows that ask their source at times.</summary>
[RunsOnEachStore]
public sealed class CronFlowTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);
    private readonly TestFolder _flows = new();
    private readonly ManualClock _clock = new();

    public CronFlowTests()
    {
        _clock.SetWall(Start);
        File.WriteAllText(_flows.File("nightly.yaml"), """
            name: nightly
            from: { system: crm, kind: customer, on: [created, changed] }
            trigger: { cron: { at: "30 6 * * *", zone: Europe/Berlin } }
            to: { system: inventory, kind: package }
            map: { customerId: id, customerName: name }
            set: { kind: parcel }
            """);
    }

    public void Dispose() => _flows.Dispose();

    [Fact]
    public async Task Changes_are_brought_at_the_times_of_the_zone_once_each_and_the_list_tells_the_last_and_the_next()
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        await UntilAsync(app, "[]", Start.AddHours(1));
        (await app.GetAsync("/api/packages")).Items.ShouldBeEmpty("its time has not come");
        ((string?)(await TimesAsync(app))["nextRun"]).ShouldBe("2026-03-29T04:30:00.000Z");
        await UntilAsync(app, """["done 2026-03-29T04:30:00.000Z 1"]""", Start.AddHours(17));
        await TestApp.EventuallyAsync(async () => (await app.GetAsync("/api/packages")).Items.Count == 1, "the package is made");
        await UntilAsync(app, """["done 2026-03-30T04:30:00.000Z 0","done 2026-03-29T04:30:00.000Z 1"]""", Start.AddHours(41));
        var times = await TimesAsync(app);
        ((string?)times["nextRun"], (string?)times["lastRun"]!["dueAt"]).ShouldBe(("2026-03-31T04:30:00.000Z", "2026-03-30T04:30:00.000Z"));
    }

    [Fact]
    public async Task Times_that_were_missed_while_nothing_ran_get_one_run()
    {
        await using var before = await StartAsync();
        await UntilAsync(before, "[]", Start.AddMinutes(1));
        await before.AddCustomerAsync("""{"name":"Ada"}""");
        _clock.SetWall(Start.AddDays(4));
        await using var app = await before.RestartAsync(Adjust);
        await UntilAsync(app, """["done 2026-04-01T04:30:00.000Z 1"]""", Start.AddDays(4));
        ((long)(await app.GetAsync("/api/sync/runs?flow=nightly")).Items[0]!["leftOut"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Somebody_who_may_has_it_run_now()
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        var asked = await app.PostAsync("/api/sync/flows/nightly/run", "");
        (asked.Status, (string?)asked.Body!["state"], (string?)asked.Body["actor"]).ShouldBe((202, "due", "user:1"));
        await UntilAsync(app, $"""["done {asked.Body["dueAt"]} 1"]""", Start);
        (await app.PostAsync("/api/sync/flows/none/run", "")).Status.ShouldBe(404);
        (await app.GetAsync("/api/audit?action=flow:run")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_flow_that_hears_events_has_no_times()
    {
        await using var app = await TestApp.StartAsync();
        var answer = await app.PostAsync("/api/sync/flows/welcome-package/run", "");
        (answer.Status, answer.Blamed.Single()).ShouldBe((409, "flow"));
    }

    private void Adjust(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path;
        builder.Services.AddSingleton<TimeProvider>(_clock);
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(Adjust);

    private static async Task<JsonNode> TimesAsync(TestApp app) =>
        (await app.GetAsync("/api/sync/flows")).Items[0]!["times"]!;

    /// <summary>Lets time go by until it is so late and the runs are these, the newest first.</summary>
    private async Task UntilAsync(TestApp app, string runs, DateTimeOffset end)
    {
        await TestApp.EventuallyAsync(
            async () =>
            {
                _clock.Advance(_clock.GetUtcNow() < end ? TimeSpan.FromMinutes(30) : TimeSpan.FromSeconds(2));
                app.Renew();
                var list = (await app.GetAsync("/api/sync/runs?flow=nightly&sort=-id")).Items;
                var told = list.Select(static run => (JsonNode)$"{run!["state"]} {run["dueAt"]} {run["changes"]}");
                return _clock.GetUtcNow() >= end && string.Equals(new JsonArray([.. told]).ToJsonString(), runs, StringComparison.Ordinal);
            },
            $"runs are {runs}");
    }
}
