using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>Pages of 50 out of a million customers against the same pages out of ten thousand, as the time that one page takes.</summary>
internal sealed class ListBench : IBench
{
    private const double RatioMax = 1.3;
    private const int Many = 1_000_000;
    private const int Few = 10_000;
    private const int Connections = 4;
    private const int VariantsMax = 20;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(3);

    public string Name => "list";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var many = await StartFilledAsync(options, Many);
        await using var few = await StartFilledAsync(options, Few);
        var rows = new List<Row>
        {
            await CompareAsync(options, many, few, "country=", _ => FiltersAsync("country", Person.Countries)),
            await CompareAsync(options, many, few, "q=", _ => FiltersAsync("q", Person.LastNamesInUse)),
            await CompareAsync(options, many, few, "sort=name", SortedAsync),
        };
        await FreshTotals.WarmUpAsync(many, few);
        var fresh = await Interleaved.RunAsync(options.Pairs, () => FreshTotals.PageMillisecondsAsync(many), () => FreshTotals.PageMillisecondsAsync(few));
        rows.Add(new Row("list country= after a write", "ms", fresh));
        return rows;
    }

    /// <summary>Lets the server make its tables, then fills them while it is stopped.</summary>
    private static async Task<LockstepServer> StartFilledAsync(BenchOptions options, int customers)
    {
        var folder = Workspace.NewFolder($"list-{customers}");
        await using (var first = await LockstepServer.StartAsync(options, folder))
        {
            await first.Api.CountAsync("customers");
        }

        CustomerFill.Run(Path.Combine(folder, "crm.db"), customers);
        return await LockstepServer.StartAsync(options, folder);
    }

    private static async Task<Row> CompareAsync(
        BenchOptions options, LockstepServer many, LockstepServer few, string what, Func<LockstepServer, Task<IReadOnlyList<string>>> paths)
    {
        var (manyPaths, fewPaths) = (await paths(many), await paths(few));
        await PageMillisecondsAsync(few, fewPaths, WarmUpTime);
        await PageMillisecondsAsync(many, manyPaths, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            () => PageMillisecondsAsync(many, manyPaths, options.Time),
            () => PageMillisecondsAsync(few, fewPaths, options.Time));
        return new Row($"list {what}", "ms", pairs, Target.RatioAtMost(RatioMax));
    }

    private static Task<IReadOnlyList<string>> FiltersAsync(string name, IReadOnlyList<string> values) => Task.FromResult<IReadOnlyList<string>>(
        [.. values.Take(VariantsMax).Select(value => $"/api/customers?{name}={Uri.EscapeDataString(value)}&size=50")]);

    private static async Task<IReadOnlyList<string>> SortedAsync(LockstepServer server)
    {
        var paths = new List<string>();
        await foreach (var page in Pages.WalkAsync(server.Api, "/api/customers?sort=name&size=50", VariantsMax))
        {
            page.Body.Dispose();
            paths.Add(page.Path);
        }

        return paths;
    }

    private static async Task<double> PageMillisecondsAsync(LockstepServer server, IReadOnlyList<string> paths, TimeSpan time)
    {
        var requests = PreparedRequests.Gets(paths, await server.Api.TokenAsync());
        var load = (await ClosedLoop.RunAsync(server.Port, Connections, time, i => new PreparedRequests(requests, i))).OrThrow();
        return Connections * 1_000 / load.PerSecond;
    }
}
