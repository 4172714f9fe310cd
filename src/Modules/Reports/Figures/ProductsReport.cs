using Lockstep.Reports.Asking;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>The products that were sold best, or slowest.</summary>
internal sealed class ProductsReport(FactReader facts) : IReport
{
    private static readonly string[] Ranks = ["best", "slow"];
    private static readonly string[] Sorts = ["revenue", "units"];

    public static ReportKind Kind { get; } = new(
        "products",
        "The products that were sold best, or active ones that were sold slowest or not at all",
        new QueryParameter("rank",
            "best by default, or slow: active products by the units that were sold, the fewest first") { Words = Ranks },
        new QueryParameter("sort", "What is best: revenue, by default, or units") { Words = Sorts });

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct)
    {
        var isSlow = ask.Word("rank", Ranks) is "slow";
        var sort = ask.Word("sort", Sorts) is "units" ? RankedSums.ByUnits : RankedSums.ByRevenue;
        if (!ask.Errors.None)
        {
            return null;
        }

        return await facts.AnswerAsync(
            Kind, ask, FactScope.In(FactVersions.Orders, ask.Range, FactVersions.Products),
            (reader, edition) => isSlow ? SlowAsync(reader, edition, ask) : BestProducts.ReadAsync(reader, edition, ask, sort), ct);
    }

    private static async ValueTask<ReportTable> SlowAsync(IReader reader, long edition, ReportAsk ask)
    {
        var (sums, values) = KeySums.Products.In(await SumRange.OfAsync(reader, edition, ask.Range));
        var rows = await reader.QueryAsync(
            $"""
            select p.id, p.sku, p.name, coalesce(s.units, 0), coalesce(s.returned, 0) from product_facts p left join (
              select key, cast(sum(sales) as bigint) as units, cast(sum(returns) as bigint) as returned from ({sums}) as sums group by key
            ) as s on s.key = p.id
            where p.edition = $1 and p.is_gone = 0 and p.status = 'active' order by coalesce(s.units, 0) - coalesce(s.returned, 0), p.id
              limit ${values.Length + 1}
            """,
            static row => (object?[])[row.Int64(0), row.Text(1), row.Text(2), row.Int64(3), row.Int64(4)],
            [.. values, ask.Size + 1]);
        return ReportTable.Plain(
            [
                .. ProductNames.Columns, ReportColumn.Count("units"),
                ReportColumn.Count("returned"),
            ],
            [.. rows.Take(ask.Size)], rows.Count > ask.Size);
    }
}
