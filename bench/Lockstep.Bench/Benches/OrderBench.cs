using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Placing orders of two lines: prices, a reservation in one database, the order in another, each with its durable commit.
/// </summary>
internal sealed class OrderBench : IBench
{
    private const double RatioMin = 0.16;

    public string Name => "order";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        await Creates.WarmUpAsync(echo);
        await Orders.WarmUpAsync(lockstep);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            async () => (await Orders.RunAsync(lockstep, options.Time)).PerSecond,
            async () => (await Creates.RunAsync(echo, options.Time)).PerSecond);
        return [new Row(Name, "/s", pairs, Target.RatioAtLeast(RatioMin))];
    }
}
