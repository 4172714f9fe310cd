using Lockstep.Reports.Asking;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>The products that were sold best.</summary>
internal static class BestProducts
{
    public const string ByRevenue = RankedSums.ByRevenue;

    public static async ValueTask<ReportTable> ReadAsync(IReader reader, long edition, ReportAsk ask, string order)
    {
        var (rows, truncated) = await RankedSums.ReadAsync(reader, edition, KeySums.Products, ask, order, static row => row.Int64(0));
        var names = (await reader.QueryAsync(
            $"select id, sku, name from product_facts where edition = $1 and {reader.Dialect.InIntegers("id", "$2")}",
            static row => (Id: row.Int64(0), Sku: row.Text(1), Name: row.Text(2)), edition, SqlValue.List(rows.Select(static row =>
                row.Key).Distinct())))
            .ToDictionary(static one => one.Id);
        return RankedSums.ToTable(
            rows, truncated,
            [.. ProductColumns.All, .. Sales.UnitColumns],
            id => names.TryGetValue(id, out var one) && one.Sku.Length > 0 ? [id, one.Sku, one.Name] : [id, null, null]);
    }
}
