using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>The yardstick against itself: how far its ratio is from 1 tells how far to trust the others.</summary>
internal sealed class SelfBench : IBench
{
    public string Name => "self";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var one = await EchoServer.StartAsync();
        await using var other = await EchoServer.StartAsync();
        await Creates.WarmUpAsync(one);
        await Creates.WarmUpAsync(other);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            async () => (await Creates.RunAsync(one, options.Time)).PerSecond,
            async () => (await Creates.RunAsync(other, options.Time)).PerSecond);
        return [new Row("self: echo vs echo", "/s", pairs)];
    }
}
