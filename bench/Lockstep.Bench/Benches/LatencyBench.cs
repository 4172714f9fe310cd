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

    private (double Percent, double Max)[] Points => postgres ? [(50, 6), (99, 60)] : [(50, 3), (99, 30)];

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
            .. Rows(rounds, "answer → package", side => side.AnswerToPackage, aimed: true),
            .. Rows(rounds, "send → package", side => side.SendToPackage, aimed: true),
            .. Rows(rounds, "send → answer", side => side.SendToAnswer, aimed: false),
        ];
    }

    private IEnumerable<Row> Rows(List<Round> rounds, string what, Func<PackageLatencies, Latencies> of, bool aimed)
    {
        return Points.Select(point => new Row(
            $"{Name}: {what} p{point.Percent}",
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
