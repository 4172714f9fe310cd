using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// How soon the package of a new customer is there while 1,000,000 deliveries of the same flow wait, against 1,000 that do.
/// </summary>
internal sealed class PendingBench : IBench
{
    private const double RatioMax = 1.3;
    private const int Many = 1_000_000;
    private const int Few = 1_000;
    private const int PerSecond = 200;
    private const int Connections = 16;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    public string Name => "pending";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var many = await FilledAsync(options, Many);
        await using var few = await FilledAsync(options, Few);
        await MillisecondsAsync(many, WarmUpTime);
        await MillisecondsAsync(few, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs, () => MillisecondsAsync(many, options.Time), () => MillisecondsAsync(few, options.Time));
        return [new Row("pending: send → package p50", "ms", pairs, Target.RatioAtMost(RatioMax))];
    }

    private static async Task<LockstepServer> FilledAsync(BenchOptions options, int pending)
    {
        var folder = Workspace.NewFolder($"pending-{pending}");
        await (await LockstepServer.StartAsync(options, folder, flows: true)).DisposeAsync();

        // The customers that come later have other ids than those that wait.
        CustomerFill.Run(Path.Combine(folder, "crm.db"), pending);
        DeliveryFill.Run(Path.Combine(folder, "sync.db"), pending, areDead: false);
        return await LockstepServer.StartAsync(options, folder, flows: true);
    }

    private static async Task<double> MillisecondsAsync(LockstepServer server, TimeSpan time)
    {
        var token = await server.Api.TokenAsync();
        await using var watch = await PackageWatch.OpenAsync(server.Port, token);
        await OpenLoop.RunAsync(server.Port, Connections, PerSecond, time, _ => new CreateRequests(token), watch.Answered);
        return (await watch.FinishAsync()).SendToPackage.Percentile(50);
    }
}
