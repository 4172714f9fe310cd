using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// What a thousand open event streams cost, each of which follows a record of its own, and how soon a new customer is on a stream that
/// follows all, at 500 new customers a second.
/// </summary>
internal sealed class StreamBench(bool postgres) : IBench
{
    private const int Streams = 1_000;
    private const int PerSecond = 500;
    private const int Readers = 10;
    private const double MegabytesMax = 50;
    private const double RatioMin = 0.9;
    private const double EventMax = 20;
    private const string Customers = "?type=lockstep.customer.*";

    public string Name => postgres ? "pg-streams" : "streams";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var server = postgres ? await PostgresServer.StartAsync() : null;
        await using var lockstep = await LockstepServer.StartAsync(
            options.With(OpenStreams.Settings), Workspace.NewFolder(Name), postgres: server);
        await Creates.WarmUpAsync(lockstep, echo);
        var key = await lockstep.Api.NewKeyAsync();
        var (memory, waiting, read) = (new List<Pair>(), new List<Pair>(), new List<Pair>());
        var (fromSend, fromAnswer) = (new List<Latencies>(), new List<Latencies>());
        for (var i = 0; i < options.Pairs; i++)
        {
            memory.Add(await MemoryAsync(options, server));
            var without = await Creates.RunAsync(lockstep, options.Time);
            using (var open = await OpenStreams.OpenAsync(lockstep, key, Streams, One))
            {
                waiting.Add(new Pair((await Creates.RunAsync(lockstep, options.Time)).PerSecond, without.PerSecond));
                var (send, answer) = await LatencyAsync(lockstep, open, options.Time);
                fromSend.Add(send);
                fromAnswer.Add(answer);
            }

            read.Add(new Pair(await ReadAsync(lockstep, key, options.Time), (await Creates.RunAsync(lockstep, options.Time)).PerSecond));
        }

        return
        [
            new Row($"{Name}: memory of {Streams:#,##0}, beside that of the process", "MB", memory, Target.ValueAtMost(MegabytesMax, "MB")),
            new Row($"{Name}: create with {Streams:#,##0} that wait, beside none", "/s", waiting, Target.RatioAtLeast(RatioMin)),
            new Row($"{Name}: create with {Readers} that read all of it, beside none", "/s", read),
            .. new[] { 50.0, 99 }.SelectMany(percent => new[]
            {
                new Row(
                    $"{Name}: answer → event p{percent}, beside send → event", "ms",
                    [.. fromAnswer.Zip(fromSend, (answer, send) => new Pair(answer.Percentile(percent), send.Percentile(percent)))],
                    percent > 50 ? Target.ValueAtMost(EventMax, "ms") : null),
            }),
        ];
    }

    private static string One(int number) => $"?subject=customers/{number}";

    /// <summary>Of a process that has done nothing yet: one under load has memory to spare, in which streams would not be seen.</summary>
    private async Task<Pair> MemoryAsync(BenchOptions options, PostgresServer? server)
    {
        await using var fresh = await LockstepServer.StartAsync(
            options.With(OpenStreams.Settings), Workspace.NewFolder($"{Name}-memory"), postgres: server);
        var key = await fresh.Api.NewKeyAsync();
        using var first = await OpenStreams.OpenAsync(fresh, key, 1, One);
        var before = await fresh.ResidentMegabytesAsync();
        using var open = await OpenStreams.OpenAsync(fresh, key, Streams, One);
        return new Pair(await fresh.ResidentMegabytesAsync() - before, before);
    }

    private static async Task<(Latencies FromSend, Latencies FromAnswer)> LatencyAsync(
        LockstepServer lockstep, OpenStreams open, TimeSpan time)
    {
        var token = await lockstep.Api.TokenAsync();
        var watch = new StreamWatch(await open.ReadAsync(Customers));
        await OpenLoop.RunAsync(lockstep.Port, Creates.Connections, PerSecond, time, _ => new CreateRequests(token), watch.Answered);
        return await watch.FinishAsync();
    }

    /// <summary>Creates while several streams read every one of them to the end.</summary>
    private static async Task<double> ReadAsync(LockstepServer lockstep, string key, TimeSpan time)
    {
        using var open = await OpenStreams.OpenAsync(lockstep, key, 0, static _ => "");
        var reading = new List<Task>();
        for (var reader = 0; reader < Readers; reader++)
        {
            reading.Add((await open.ReadAsync(Customers)).CopyToAsync(Stream.Null));
        }

        return (await Creates.RunAsync(lockstep, time)).PerSecond;
    }
}
