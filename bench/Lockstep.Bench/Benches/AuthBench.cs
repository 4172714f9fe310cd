using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>A request whose caller is known by a token or key that was seen before, against the same one that anybody may send.</summary>
internal sealed class AuthBench : IBench
{
    private const double RatioMin = 0.9;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);
    private static readonly string[] Ids = [.. Enumerable.Range(1, 100).Select(id => $"{id}")];

    public string Name => "auth";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var server = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), paths: true);
        var key = await server.Api.NewKeyAsync();
        await RunAsync(server, OpenAsync, WarmUpTime);
        await RunAsync(server, ByTokenAsync, WarmUpTime);
        await RunAsync(server, _ => Task.FromResult(ByKey(key)), WarmUpTime);
        var tokens = await Interleaved.RunAsync(
            options.Pairs, () => RunAsync(server, ByTokenAsync, options.Time), () => RunAsync(server, OpenAsync, options.Time));
        var keys = await Interleaved.RunAsync(
            options.Pairs, () => RunAsync(server, _ => Task.FromResult(ByKey(key)), options.Time),
            () => RunAsync(server, OpenAsync, options.Time));
        return
        [
            new Row("auth: token seen before vs none", "/s", tokens, Target.RatioAtLeast(RatioMin)),
            new Row("auth: key seen before vs none", "/s", keys),
        ];
    }

    private static Task<byte[][]> OpenAsync(LockstepServer server) =>
        Task.FromResult(PreparedRequests.Gets(Ids.Select(id => OpenAndClosed.Open + id), token: null));

    private static async Task<byte[][]> ByTokenAsync(LockstepServer server) =>
        PreparedRequests.Gets(Ids.Select(id => OpenAndClosed.Closed + id), await server.Api.TokenAsync());

    private static byte[][] ByKey(string key) =>
        [.. Ids.Select(id => System.Text.Encoding.ASCII.GetBytes(RequestText.Get(OpenAndClosed.Closed + id, "X-Api-Key", key)))];

    private static async Task<double> RunAsync(LockstepServer server, Func<LockstepServer, Task<byte[][]>> prepare, TimeSpan time)
    {
        var requests = await prepare(server);
        return (await ClosedLoop.RunAsync(server.Port, Creates.Connections, time, i => new PreparedRequests(requests, i)))
            .OrThrow()
            .PerSecond;
    }
}
