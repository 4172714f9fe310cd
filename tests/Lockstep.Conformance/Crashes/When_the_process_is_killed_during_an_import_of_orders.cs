using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_during_an_import_of_orders(ITestOutputHelper output, StartedSites sites)
{
    private const int EarliestMs = 20;
    private const int LatestMs = 400;
    private static readonly int Kills = TestRun.Times(quick: 4, full: 8, @long: 20);

    [Theory]
    [OnEachStore]
    public async Task Every_order_of_a_history_has_each_of_its_lines_once_afterwards(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await KillAsync(site, OrderImport.RunAsync);
        await FinishAsync(site, OrderImport.RunAsync, OrderImport.BalanceAsync);
    }

    [Theory]
    [OnEachStore]
    public async Task Every_order_that_is_placed_is_there_once_afterwards_and_so_is_its_stock(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using (var process = ServerProcess.Start(site))
        {
            using var api = await process.ReadyAsync();
            await PlacedImport.StockUpAsync(api);
            await process.DieAsync();
        }

        await KillAsync(site, PlacedImport.RunAsync);
        await FinishAsync(site, PlacedImport.RunAsync, PlacedImport.BalanceAsync);
    }

    private async Task KillAsync(Site site, Func<Api, Task<bool>> run)
    {
        output.WriteLine($"LOCKSTEP_TEST_SEED={TestRun.Seed}");
        var timer = new FaultTimer(new Random(TestRun.Seed));
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = ServerProcess.Start(site);
            using var api = await process.ReadyAsync();
            if (await StateAsync(api) is "finished")
            {
                // Begun once more under its name, it would be another import.
                break;
            }

            var import = run(api);
            await timer.StrikeAsync(EarliestMs, LatestMs);
            await process.DieAsync();
            await import;
        }
    }

    private static async Task FinishAsync(Site site, Func<Api, Task<bool>> run, Func<Api, Task> balance)
    {
        await using var last = ServerProcess.Start(site);
        using var after = await last.ReadyAsync();
        if (await StateAsync(after) is not "finished")
        {
            await Eventually.HoldsAsync(
                async () => await run(after) ? null : "the import does not come to its end", TimeSpan.FromSeconds(60));
        }

        await balance(after);
    }

    private static async Task<string?> StateAsync(Api api)
    {
        using var answer = await api.Http.GetAsync("/api/orders/imports?run=crash");
        return answer.IsSuccessStatusCode
            ? System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("state").GetString()
            : null;
    }
}
