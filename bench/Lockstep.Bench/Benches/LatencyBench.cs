using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>How soon the package of a new customer is there, at 500 new customers a second, come what may.</summary>
internal sealed class LatencyBench(bool postgres) : IBench
{
    private const int PerSecond = 500;
    private const int Connections = 64;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    public string Name => postgres ? "pg-latency" : "latency";

    private (double Percent, double PackageMax, double? AnswerMax)[] Points =>
        postgres ? [(50, 12, null), (99, 60, null)] : [(50, 3, 1.5), (99, 20, null)];

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var server = postgres ? await PostgresServer.StartAsync() : null;
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), flows: true, postgres: server);
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
            .. Points.Select(point => Row(rounds, "answer → package", side => side.AnswerToPackage, point.Percent, max: null)),
            .. Points.Select(point => Row(rounds, "send → package", side => side.SendToPackage, point.Percent, point.PackageMax)),
            .. Points.Select(point => Row(rounds, "send → answer", side => side.SendToAnswer, point.Percent, point.AnswerMax)),
        ];
    }

    private Row Row(List<Round> rounds, string what, Func<PackageLatencies, Latencies> of, double percent, double? max) => new(
        $"{Name}: {what} p{percent}",
        "ms",
        [.. rounds.Select(round => new Pair(of(round.Lockstep).Percentile(percent), round.Echo.Percentile(percent)))],
        max is { } limit ? Target.ValueAtMost(limit, "ms") : null);

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
