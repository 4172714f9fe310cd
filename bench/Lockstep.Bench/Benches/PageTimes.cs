using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>The time that one page of a list takes, out of many rows and out of few.</summary>
internal static class PageTimes
{
    public const int Many = 1_000_000;
    public const int Few = 10_000;
    public const int VariantsMax = 20;
    private const double RatioMax = 1.3;
    private const int Connections = 4;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(3);

    /// <summary>Lets the server make its tables, then fills them while it is stopped.</summary>
    /// <param name="options">The options.</param>
    /// <param name="resource">What is listed.</param>
    /// <param name="rows">How many rows there are to be.</param>
    /// <param name="fill">Fills a data folder with them.</param>
    public static async Task<LockstepServer> StartFilledAsync(BenchOptions options, string resource, int rows, Action<string, int> fill)
    {
        var folder = Workspace.NewFolder($"list-{resource}-{rows}");
        await using (var first = await LockstepServer.StartAsync(options, folder))
        {
            await first.Api.CountAsync(resource);
        }

        fill(folder, rows);
        return await LockstepServer.StartAsync(options, folder);
    }

    /// <summary>The same pages of both, in turn.</summary>
    public static async Task<Row> CompareAsync(
        BenchOptions options, LockstepServer many, LockstepServer few, string what, Func<LockstepServer, Task<IReadOnlyList<string>>> paths)
    {
        var (manyPaths, fewPaths) = (await paths(many), await paths(few));
        await MillisecondsAsync(few, fewPaths, WarmUpTime);
        await MillisecondsAsync(many, manyPaths, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            () => MillisecondsAsync(many, manyPaths, options.Time),
            () => MillisecondsAsync(few, fewPaths, options.Time));
        return new Row(what, "ms", pairs, Target.RatioAtMost(RatioMax));
    }

    /// <summary>The first page by each of some values of a parameter.</summary>
    public static Task<IReadOnlyList<string>> ByAsync(string resource, string name, IEnumerable<string> values) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. values.Take(VariantsMax).Select(value => $"/api/{resource}?{name}={Uri.EscapeDataString(value)}&size=50")]);

    /// <summary>The first pages of a list, one behind the other.</summary>
    public static async Task<IReadOnlyList<string>> WalkedAsync(LockstepServer server, string list)
    {
        var paths = new List<string>();
        await foreach (var page in Pages.WalkAsync(server.Api, list, VariantsMax))
        {
            page.Body.Dispose();
            paths.Add(page.Path);
        }

        return paths;
    }

    private static async Task<double> MillisecondsAsync(LockstepServer server, IReadOnlyList<string> paths, TimeSpan time)
    {
        var requests = PreparedRequests.Gets(paths, await server.Api.TokenAsync());
        var load = (await ClosedLoop.RunAsync(server.Port, Connections, time, i => new PreparedRequests(requests, i))).OrThrow();
        return Connections * 1_000 / load.PerSecond;
    }
}
