using Lockstep.Contracts.Inventory;
using Lockstep.Reports.Asking;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Figures;

/// <summary>
/// Products that run out: of which few are available, or which last few days at the pace of the range. Stock moves without events, so it
/// comes
/// from where it is kept, as it is now.
/// </summary>
internal sealed class StockReport(FactReader facts, IEnumerable<IStockLevels> stocks, IOptions<ReportOptions> options) : IReport
{
    private const int PageProducts = 10_000;
    private const long Most = 1_000_000;

    /// <summary>What was sold of each product in a range: the part of the report that comes from facts.</summary>
    private static readonly ReportKind Pace = new("stock-pace", "Units of each product that were sold");

    public static ReportKind Kind { get; } = new(
        "stock",
        "Products of which few are left, and how many days they last at the pace of the range",
        new QueryParameter("below",
            "Products of which fewer units are available; Reports__LowStock by default") { Format = QueryParameter.Whole },
        new QueryParameter("days", "And products that last fewer days; none by default") { Format = QueryParameter.Whole });

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct)
    {
        var below = ask.Query.Number("below", 0, Most, options.Value.LowStock, ask.Errors);
        var lasting = ask.Query.Number("days", 0, Most, 0, ask.Errors);
        if (!ask.Errors.None)
        {
            return null;
        }

        var pace = await PaceAsync(ask, ct);
        var days = Math.Max(1, Math.Min(ask.Range.EndDay, ask.Range.DayOf(ask.Now) + 1) - ask.Range.FirstDay);

        // Unless it is asked how long they last, only those of which few are left are looked at.
        var (levels, isCut) = await LevelsAsync(lasting > 0 ? long.MaxValue : below, ct);
        var low = levels
            .Select(level => new LowStock(level, pace.GetValueOrDefault(level.ProductId), days))
            .Where(one => one.Level.Stock.Available < below || one.DaysLeft < lasting)
            .OrderBy(static one => one.DaysLeft ?? decimal.MaxValue).ThenBy(static one => one.Level.Stock.Available)
            .ThenBy(static one => one.Level.ProductId).Take(ask.Size + 1).ToList();
        var told = low.Take(ask.Size).ToList();
        var names = await facts.ReadAsync(
            (reader, edition) => ProductNames.ReadAsync(reader, edition, told.Select(static one => one.Level.ProductId)), ct);
        return ReportTable.Plain(
            LowStock.Columns, [.. told.Select(one => (object?[])[.. names(one.Level.ProductId), .. one.Cells()])],
            isCut || low.Count > told.Count);
    }

    private async ValueTask<IReadOnlyDictionary<long, long>> PaceAsync(ReportAsk ask, CancellationToken ct)
    {
        var table = await facts.AnswerAsync(
            Pace, ask, FactScope.In(FactVersions.Orders, ask.Range),
            async (reader, edition) =>
            {
                var (sums, values) = KeySums.Products.In(await SumRange.OfAsync(reader, edition, ask.Range));
                return ReportTable.Plain(
                    [ReportColumn.Count("productId"), ReportColumn.Count("sold")],
                    await reader.QueryAsync(
                        $"select key, cast(sum(sales) as bigint) from ({sums}) as sums group by key",
                        static row => (object?[])[row.Int64(0), row.Int64(1)], values));
            },
            ct);
        return table.Numbers;
    }

    private async Task<(List<StockLevel> Levels, bool IsCut)> LevelsAsync(long below, CancellationToken ct)
    {
        var levels = new List<StockLevel>();
        foreach (var stock in stocks)
        {
            IReadOnlyList<StockLevel> page;
            long after = 0;
            do
            {
                page = await stock.ReadAsync(after, below, PageProducts, ct);
                levels.AddRange(page);
                after = page.Count > 0 ? page[^1].ProductId : 0;
            }
            while (page.Count == PageProducts && levels.Count < options.Value.StockProductsMax);

            if (page.Count == PageProducts)
            {
                return (levels, true);
            }
        }

        return (levels, false);
    }

    /// <summary>A product and its pace.</summary>
    private sealed record LowStock(StockLevel Level, long Sold, long Days)
    {
        public static readonly ReportColumn[] Columns =
        [
            .. ProductNames.Columns, ReportColumn.Count("onHand"), ReportColumn.Count("reserved"), ReportColumn.Count("available"),
            ReportColumn.Count("sold"), ReportColumn.Number("daysLeft"),
        ];

        /// <summary>Null when none was sold: then it lasts for ever.</summary>
        public decimal? DaysLeft { get; } = Sold == 0 ? null : decimal.Round((decimal)Level.Stock.Available * Days / Sold, 1);

        public object?[] Cells() => [Level.Stock.OnHand, Level.Stock.Reserved, Level.Stock.Available, Sold, DaysLeft];
    }
}
