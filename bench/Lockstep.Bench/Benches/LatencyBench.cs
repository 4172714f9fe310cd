using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>How soon the package of a new customer is there, at 500 new customers a second, come what may.</summary>
internal sealed class LatencyBench : IBench
{
    private const int PerSecond = 500;
    private const int Connections = 64;
    private const double MedianMax = 3;
    private const double TailMax = 30;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    public string Name => "latency";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), flows: true);
        await Creates.WarmUpAsync(lockstep, echo);
        await Packages.WaitForAllAsync(lockstep);
        await LockstepAsync(lockstep, WarmUpTime);
        var rounds = new List<Round>();
        for (var i = 0; i < options.Pairs; i++)
        {
            rounds.Add(new Round(await LockstepAsync(lockstep, options.Time), await EchoAsync(echo, options.Time)));
        }

        return
        [
            .. Rows(rounds, "answer → package", side => side.AnswerToPackage, aimed: true),
            .. Rows(rounds, "send → package", side => side.SendToPackage, aimed: true),
            .. Rows(rounds, "send → answer", side => side.SendToAnswer, aimed: false),
        ];
    }

    private static IEnumerable<Row> Rows(List<Round> rounds, string what, Func<PackageLatencies, Latencies> of, bool aimed)
    {
        (double Percent, double Max)[] points = [(50, MedianMax), (99, TailMax)];
        return points.Select(point => new Row(
            $"latency: {what} p{point.Percent}",
            "ms",
            [.. rounds.Select(round => new Pair(of(round.Lockstep).Percentile(point.Percent), round.Echo.Percentile(point.Percent)))],
            aimed ? Target.ValueAtMost(point.Max, "ms") : null));
    }

    private static async Task<PackageLatencies> LockstepAsync(LockstepServer lockstep, TimeSpan time)
    {
        var token = await lockstep.Api.TokenAsync();
        await using var watch = await PackageWatch.OpenAsync(lockstep.Port, token);
        await OpenLoop.RunAsync(lockstep.Port, Connections, PerSecond, time, _ => new CreateRequests(token), watch.Answered);
        return await watch.FinishAsync();
    }

    private static async Task<Latencies> EchoAsync(EchoServer echo, TimeSpan time)
    {
        var latencies = new Latencies();
        await OpenLoop.RunAsync(
            echo.Port, Connections, PerSecond, time, _ => new CreateRequests(token: null), (due, _, _) => latencies.AddSince(due));
        return latencies;
    }

    private sealed record Round(PackageLatencies Lockstep, Latencies Echo);
}
