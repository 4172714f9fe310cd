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
        return RankedSums.ToTable(
            rows, truncated, [.. ProductNames.Columns, .. Sales.UnitColumns],
            await ProductNames.ReadAsync(reader, edition, rows.Select(static row => row.Key)));
    }
}
