using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>Creating customers through everything up to the durable commit; with flows, while their packages are being made.</summary>
internal sealed class CreateBench(bool flows) : IBench
{
    private const double RatioMin = 0.35;

    public string Name => flows ? "create-with-flow" : "create";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), flows);
        await Creates.WarmUpAsync(lockstep, echo);
        await QuietAsync(lockstep);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            async () =>
            {
                var load = await Creates.RunAsync(lockstep, options.Time);
                await QuietAsync(lockstep);
                return load.PerSecond;
            },
            async () => (await Creates.RunAsync(echo, options.Time)).PerSecond);
        return [new Row(Name, "/s", pairs, flows ? null : Target.RatioAtLeast(RatioMin))];
    }

    /// <summary>The packages that are still to be made must not slow the echo down.</summary>
    private Task QuietAsync(LockstepServer lockstep) => flows ? Packages.WaitForAllAsync(lockstep) : Task.CompletedTask;
}
