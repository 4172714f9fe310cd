using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>Reading single customers, each time another one.</summary>
internal sealed class GetBench : IBench
{
    private const double RatioMin = 0.6;
    private const int Customers = 10_000;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    public string Name => "get";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name));
        await Creates.WarmUpAsync(lockstep, echo);
        var paths = await PathsAsync(lockstep);
        await GetsAsync(lockstep, paths, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            async () => (await GetsAsync(lockstep, paths, options.Time)).PerSecond,
            async () => (await Creates.RunAsync(echo, options.Time)).PerSecond);
        return [new Row(Name, "/s", pairs, Target.RatioAtLeast(RatioMin))];
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(LockstepServer lockstep)
    {
        var paths = new List<string>();
        await foreach (var page in Pages.WalkAsync(lockstep.Api, "/api/customers?size=500", Customers / 500))
        {
            using (page.Body)
            {
                paths.AddRange(
                    page.Body.RootElement.GetProperty("items").EnumerateArray().Select(item => $"/api/customers/{item.GetProperty("id")}"));
            }
        }

        return paths;
    }

    private static async Task<LoadResult> GetsAsync(LockstepServer lockstep, IReadOnlyList<string> paths, TimeSpan time)
    {
        var requests = PreparedRequests.Gets(paths, await lockstep.Api.TokenAsync());
        var apart = requests.Length / Creates.Connections;
        return (
            await ClosedLoop.RunAsync(lockstep.Port, Creates.Connections, time, i => new PreparedRequests(requests, i * apart))).OrThrow();
    }
}
