using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Pages of 50 found by their words out of a million customers on PostgreSQL, against the same pages out of ten thousand.
/// </summary>
internal sealed class PostgresListBench : IBench
{
    private const string Customers = "customers";

    /// <summary>Two words of each record, in both orders, and an address of which there is one.</summary>
    private static readonly string[] Precise = ["anna bachber", "wickson clara", "list.4711@bench", "4711@ bench.example"];

    public string Name => "pg-list";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var large = await PostgresServer.StartAsync();
        await using var small = await PostgresServer.StartAsync();
        await using var many = await FilledAsync(options, large, PageTimes.Many);
        await using var few = await FilledAsync(options, small, PageTimes.Few);
        return
        [
            await PageTimes.CompareAsync(
                options, many, few, "list q=", static _ => PageTimes.ByAsync(Customers, "q", Person.LastNamesInUse)),
            await PageTimes.CompareAsync(
                options, many, few, "list q= of two words", static _ => PageTimes.ByAsync(Customers, "q", Precise)),
            await PageTimes.CompareAsync(
                options, many, few, "list country=", static _ => PageTimes.ByAsync(Customers, "country", Person.Countries)),
        ];
    }

    /// <summary>Lets the server make its tables, then fills them while it is stopped.</summary>
    private static async Task<LockstepServer> FilledAsync(BenchOptions options, PostgresServer postgres, int rows)
    {
        var folder = Workspace.NewFolder($"pg-list-{rows}");
        await using (var first = await LockstepServer.StartAsync(options, folder, postgres: postgres))
        {
            await first.Api.CountAsync(Customers);
        }

        await PostgresCustomerFill.RunAsync(postgres, rows);
        return await LockstepServer.StartAsync(options, folder, postgres: postgres);
    }
}
