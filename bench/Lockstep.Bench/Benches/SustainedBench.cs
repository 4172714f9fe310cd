using System.Diagnostics;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>Customers to packages: from the first create until the package of the last customer is there.</summary>
internal sealed class SustainedBench : IBench
{
    private const double RatioMin = 0.18;

    public string Name => "sustained";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), flows: true);
        await Creates.WarmUpAsync(lockstep, echo);
        await Packages.WaitForAllAsync(lockstep);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            () => PackagesPerSecondAsync(lockstep, options.Time),
            async () => (await Creates.RunAsync(echo, options.Time)).PerSecond);
        return [new Row(Name, "/s", pairs, Target.RatioAtLeast(RatioMin))];
    }

    private static async Task<double> PackagesPerSecondAsync(LockstepServer lockstep, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var load = await Creates.RunAsync(lockstep, time);
        await Packages.WaitForAllAsync(lockstep);
        return load.Done / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
