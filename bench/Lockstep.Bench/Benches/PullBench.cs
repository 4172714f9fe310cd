using System.Diagnostics;
using System.Globalization;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Pulling new orders and acknowledging them in batches of a hundred, by four consumers, against the rate at which orders come in.
/// </summary>
internal sealed class PullBench : IBench
{
    private const double RatioMin = 0.5;
    private const int Consumers = 4;
    private const int Batch = 100;

    public string Name => "pull";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        await Orders.WarmUpAsync(lockstep);
        await DrainAsync(lockstep);
        var pairs = new List<Pair>();
        for (var i = 0; i < options.Pairs; i++)
        {
            var created = (await Orders.RunAsync(lockstep, options.Time)).PerSecond;
            pairs.Add(new Pair(await DrainAsync(lockstep), created));
        }

        return [new Row(Name, "/s", pairs, Target.RatioAtLeast(RatioMin))];
    }

    /// <summary>Takes all new orders; how many a second.</summary>
    private static async Task<double> DrainAsync(LockstepServer lockstep)
    {
        var began = Stopwatch.GetTimestamp();
        var taken = await Task.WhenAll(Enumerable.Range(1, Consumers).Select(number => ConsumeAsync(lockstep, number)));
        return taken.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<int> ConsumeAsync(LockstepServer lockstep, int number)
    {
        for (var taken = 0; ;)
        {
            using var pulled = await lockstep.Api.PostAsync($"/api/orders/pull?limit={Batch}&consumer=c{number}");
            var ids = pulled
                .RootElement.GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("order").GetProperty("id").GetInt64())
                .ToList();
            if (ids.Count == 0)
            {
                return taken;
            }

            var orders = string.Join(
                ',', ids.Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"reference":"erp-{{id}}"}""")));
            using var acked = await lockstep.Api.PostAsync("/api/orders/ack", $$"""{"consumer":"c{{number}}","orders":[{{orders}}]}""");
            taken += acked.RootElement.GetProperty("items").EnumerateArray().Count(item => item.GetProperty("code").GetInt32() == 200);
        }
    }
}
