using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>Pages of 50 out of a million customers against the same pages out of ten thousand, as the time that one page takes.</summary>
internal sealed class ListBench : IBench
{
    private const string Customers = "customers";

    public string Name => "list";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var many = await PageTimes.StartFilledAsync(options, Customers, PageTimes.Many, Fill);
        await using var few = await PageTimes.StartFilledAsync(options, Customers, PageTimes.Few, Fill);
        var rows = new List<Row>
        {
            await PageTimes.CompareAsync(
                options, many, few, "list country=", static _ => PageTimes.ByAsync(Customers, "country", Person.Countries)),
            await PageTimes.CompareAsync(
                options, many, few, "list q=", static _ => PageTimes.ByAsync(Customers, "q", Person.LastNamesInUse)),
            await PageTimes.CompareAsync(
                options, many, few, "list sort=name", static server => PageTimes.WalkedAsync(server, "/api/customers?sort=name&size=50")),
        };
        await FreshTotals.WarmUpAsync(many, few);
        var fresh = await Interleaved.RunAsync(
            options.Pairs, () => FreshTotals.PageMillisecondsAsync(many), () => FreshTotals.PageMillisecondsAsync(few));
        rows.Add(new Row("list country= after a write", "ms", fresh));
        return rows;
    }

    private static void Fill(string folder, int rows) => CustomerFill.Run(Path.Combine(folder, "crm.db"), rows);
}
