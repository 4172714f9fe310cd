using System.Diagnostics;
using System.Globalization;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// The most memory that the server has while it replays 100,000 dead letters as fast as it may, each of which becomes a package, against
/// the same with 10,000; and how many it brings over in a second.
/// </summary>
internal sealed class ReplayBench : IBench
{
    private const double RatioMax = 1.3;
    private const int Many = 100_000;
    private const int Few = 10_000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public string Name => "replay";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        var (many, few) = (await ReplayAsync(options, Many), await ReplayAsync(options, Few));
        return
        [
            new Row("replay: most memory", "MB", [new Pair(many.Megabytes, few.Megabytes)], Target.RatioAtMost(RatioMax)),
            new Row("replay: dead letters", "/s", [new Pair(many.PerSecond, few.PerSecond)]),
        ];
    }

    private static async Task<(double Megabytes, double PerSecond)> ReplayAsync(BenchOptions options, int count)
    {
        var folder = Workspace.NewFolder(string.Create(CultureInfo.InvariantCulture, $"replay-{count}"));
        await (await LockstepServer.StartAsync(options, folder, flows: true)).DisposeAsync();
        CustomerFill.Run(Path.Combine(folder, "crm.db"), count);
        DeliveryFill.Run(Path.Combine(folder, "sync.db"), count, areDead: true);
        await using var server = await LockstepServer.StartAsync(options, folder, flows: true);
        var began = Stopwatch.GetTimestamp();
        using var replay = await server.Api.PostAsync("/api/sync/replays", """{"flow":"welcome-package","perSecond":10000}""");
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/sync/replays/{replay.RootElement.GetProperty("id").GetInt64()}");
        double most = 0;
        while (true)
        {
            most = Math.Max(most, await server.ResidentMegabytesAsync());
            using var state = await server.Api.GetAsync(path);
            if (state.RootElement.GetProperty("state").GetString() is "finished")
            {
                return state.RootElement.GetProperty("done").GetInt64() == count
                    ? (most, count / Stopwatch.GetElapsedTime(began).TotalSeconds)
                    : throw new NotAvailableException($"not all were brought over: {state.RootElement}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
