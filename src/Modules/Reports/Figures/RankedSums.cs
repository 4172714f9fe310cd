using Lockstep.Reports.Asking;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>The keys with the highest sums, so many of each currency.</summary>
internal static class RankedSums
{
    public const string ByRevenue = "gross - refunds";
    public const string ByUnits = "sales - returns";

    /// <summary>Reads them, the highest first.</summary>
    /// <typeparam name="TKey">What the sums are of.</typeparam>
    /// <param name="reader">Reads the facts.</param>
    /// <param name="edition">The edition.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="ask">The days, and how many rows of each currency.</param>
    /// <param name="order">By what they are ranked.</param>
    /// <param name="keyOf">Reads the key, which is the first column.</param>
    public static async ValueTask<(IReadOnlyList<RankedSum<TKey>> Rows, bool Truncated)> ReadAsync<TKey>(
        IReader reader, long edition, KeySums sums, ReportAsk ask, string order, RowReader<TKey> keyOf)
    {
        var limit = KeySums.ValueCount + 1;
        var rows = await reader.QueryAsync(
            $"""
            select key, currency, {SumTable.Columns} from (
              select key, currency, {SumTable.Columns}, row_number() over (partition by currency order by {order} desc, key) as place from
                ({sums.Sql}) as sums
              where sales <> 0 or returns <> 0 or gross <> 0 or refunds <> 0) as ranked
            where place <= ${limit} order by currency, place
            """,
            row => new RankedSum<TKey>(keyOf(row), row.Text(1), new Tally(row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5))),
            [.. KeySums.Values(edition, ask.Range), ask.Size + 1]);
        var kept = rows.GroupBy(static row => row.Currency, StringComparer.Ordinal).SelectMany(currency =>
            currency.Take(ask.Size)).ToList();
        return (kept, kept.Count < rows.Count);
    }

    /// <summary>The table of them.</summary>
    public static ReportTable ToTable<TKey>(
        IReadOnlyList<RankedSum<TKey>> rows, bool truncated, IReadOnlyList<ReportColumn> columns, Func<TKey, IEnumerable<object?>> cells) =>
        new(
            columns,
            [
                .. rows.GroupBy(static row => row.Currency, StringComparer.Ordinal).Select(currency => new ReportSeries(
                    currency.Key, [.. currency.Select(row => (object?[])[.. cells(row.Key), .. Sales.Cells(row.Tally)])])),
            ],
            truncated);
}

/// <summary>What a customer, a country or a product comes to in one currency.</summary>
/// <typeparam name="TKey">What the sums are of.</typeparam>
internal sealed record RankedSum<TKey>(TKey Key, string Currency, Tally Tally);
