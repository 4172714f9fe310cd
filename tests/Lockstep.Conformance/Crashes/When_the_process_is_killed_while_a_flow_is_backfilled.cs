using System.Globalization;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>
/// A backfill goes page by page, and a run of a flow that asks at times is noted down, done and marked: the process may die about each
/// commit. The one that comes next goes on without being asked.
/// </summary>
public sealed class When_the_process_is_killed_while_a_flow_is_backfilled(StartedSites sites)
{
    private const int Customers = 9;

    [Theory]
    [OnEachStore]
    public async Task It_goes_on_where_it_was_and_every_record_is_brought_once(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        var fuses = KillPlan.WhileAFlowIsBackfilled.Statements;
        await FillAsync(site, fuses.Count, static number => $"late-{number}", "");
        var current = -1;
        await new Deaths(
            site,
            async api =>
            {
                current++;
                await UntilGoneAsync(async () => await api.PostAsync(PathOf(current), new { perSecond = 3 }), PathOf(current), api);
            },
            async (api, _) =>
            {
                await Eventually.HoldsAsync(async () =>
                {
                    var now = await api.GetAsync(PathOf(current));
                    return now.GetProperty("state").GetString() is "done" ? null : now.ToString();
                });
                var end = await api.GetAsync(PathOf(current));
                (end.GetProperty("records").GetInt64(), end.GetProperty("queued").GetInt64()).ShouldBe((Customers, Customers));
                await DeliveredAsync(api, $"late-{current}");
            }).OneByOneAsync(fuses);
    }

    [Theory]
    [OnEachStore]
    public async Task A_run_at_its_time_is_done_by_the_next_process_and_its_changes_are_brought_once(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        var fuses = KillPlan.BetweenRunAndMark.Statements;
        await FillAsync(site, fuses.Count, static number => $"timed-{number}", "trigger: { cron: { at: 0 0 1 1 * } }");
        var current = -1;
        await new Deaths(
            site,
            async api =>
            {
                current++;
                await UntilGoneAsync(async () => await api.PostAsync(RunOf(current), new { }), "/api/sync/runs", api);
            },
            async (api, _) =>
            {
                // Where nobody was told that it is noted down, it is asked for once more.
                await api.PostAsync(RunOf(current), new { });
                await DeliveredAsync(api, $"timed-{current}");
                await Eventually.HoldsAsync(async () =>
                {
                    var runs = (await api.GetAsync($"/api/sync/runs?flow=timed-{current}")).GetProperty("items").EnumerateArray();
                    return runs.All(static run => run.GetProperty("state").GetString() is "done") ? null : "a run waits";
                });
            }).OneByOneAsync(fuses);
    }

    private static string PathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"/api/sync/flows/late-{number}/backfill");

    private static string RunOf(int number) => string.Create(CultureInfo.InvariantCulture, $"/api/sync/flows/timed-{number}/run");

    /// <summary>Customers, and behind them flows that have heard of none.</summary>
    private static async Task FillAsync(Site site, int flows, Func<int, string> name, string trigger)
    {
        await using (var server = ServerProcess.Start(site))
        {
            using var api = await server.ReadyAsync();
            for (var number = 0; number < Customers; number++)
            {
                await api.CreateAsync($"Customer {number}");
            }

            await Eventually.HoldsAsync(async () =>
                (await api.GetAsync("/api/packages")).GetProperty("items").GetArrayLength() == Customers ? null : "packages are to come");
            await server.SignalAsync("TERM");
            (await server.ExitAsync()).ShouldBe(0);
        }

        for (var number = 0; number < flows; number++)
        {
            await File.WriteAllTextAsync(site.File($"flows/{name(number)}.yaml"), $$"""
                name: {{name(number)}}
                from: { system: crm, kind: customer, on: [created] }
                {{trigger}}
                to: { system: inventory, kind: package }
                map: { customerId: id, customerName: name }
                set: { kind: parcel }
                timeout: 1s
                """);
        }
    }

    /// <summary>Asks for something, and then how it stands, until nobody answers any more.</summary>
    private static async Task UntilGoneAsync(Func<Task> begin, string path, Api api)
    {
        try
        {
            await begin();
            await Eventually.HoldsAsync(async () => $"it still lives: {await api.GetAsync(path)}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // It is gone.
        }
    }

    private static Task DeliveredAsync(Api api, string flow) => Eventually.HoldsAsync(async () =>
    {
        var all = (await api.GetAsync($"/api/sync/deliveries?flow={flow}&size=100")).GetProperty("items").EnumerateArray().ToList();
        return all.Count == Customers && all.TrueForAll(static one => one.GetProperty("state").GetString() is "delivered")
            ? null
            : $"{all.Count} deliveries of {flow}";
    });
}
