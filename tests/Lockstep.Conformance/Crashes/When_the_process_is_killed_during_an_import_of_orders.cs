using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_during_an_import_of_orders(ITestOutputHelper output)
{
    private const int EarliestMs = 20;
    private const int LatestMs = 400;
    private static readonly int Kills = TestRun.IsFull ? 20 : 4;

    [Theory]
    [OnEachStore]
    public async Task Every_order_has_each_of_its_lines_once_afterwards(StoreKind store)
    {
        output.WriteLine($"LOCKSTEP_TEST_SEED={TestRun.Seed}");
        var timer = new FaultTimer(new Random(TestRun.Seed));
        await using var site = new Site(store);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = ServerProcess.Start(site);
            using var api = await process.ReadyAsync();
            if (await StateAsync(api) is "finished")
            {
                // Begun once more under its name, it would be another import.
                break;
            }

            var import = OrderImport.RunAsync(api);
            await timer.StrikeAsync(EarliestMs, LatestMs);
            process.Kill();
            await import;
        }

        await using var last = ServerProcess.Start(site);
        using var after = await last.ReadyAsync();
        if (await StateAsync(after) is not "finished")
        {
            await Eventually.HoldsAsync(async () => await OrderImport.RunAsync(after) ? null : "the import does not come to its end", TimeSpan.FromSeconds(60));
        }

        await OrderImport.BalanceAsync(after);
    }

    private static async Task<string?> StateAsync(Api api)
    {
        using var answer = await api.Http.GetAsync("/api/orders/imports?run=crash");
        return answer.IsSuccessStatusCode
            ? System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("state").GetString()
            : null;
    }
}
