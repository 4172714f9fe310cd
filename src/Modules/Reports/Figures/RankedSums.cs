using Lockstep.Reports.Asking;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>The keys with the highest sums, so many of each currency.</summary>
internal static class RankedSums
{
    public const string ByRevenue = "gross - refunds";
    public const string ByUnits = "sales - returns";
    private const string IsAny = "(sales <> 0 or returns <> 0 or gross <> 0 or refunds <> 0)";
    private static readonly int Limit = KeySums.ValueCount + 1;

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
        var rows = await reader.QueryAsync(
            await HasOneCurrencyAsync(reader, edition) ? OfOneCurrency(sums, order) : OfEachCurrency(sums, order),
            row => new RankedSum<TKey>(keyOf(row), row.Text(1), new Tally(row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5))),
            [.. await KeySums.ValuesAsync(reader, edition, ask.Range), ask.Size + 1]);
        var kept = rows.GroupBy(static row => row.Currency, StringComparer.Ordinal).SelectMany(currency =>
            currency.Take(ask.Size)).ToList();
        return (kept, kept.Count < rows.Count);
    }

    /// <summary>Whether all that was ever sold was sold in one.</summary>
    private static async ValueTask<bool> HasOneCurrencyAsync(IReader reader, long edition)
    {
        // The year's sums of countries are few, and have all currencies that count.
        var currencies = await reader.QueryAsync(
            $"select distinct currency from country_sales where edition = $1 and grain = {Slots.ByYear} limit 2", static row => row.Text(0),
            edition);
        return currencies.Count < 2;
    }

    /// <summary>The same rows as <see cref="OfEachCurrency"/>, at a third of the time: the highest ones are picked out without numbering
    /// all.</summary>
    private static string OfOneCurrency(KeySums sums, string order) =>
        $"""
        select key, currency, {SumTable.Columns} from ({sums.Sql}) as sums where {IsAny} order by {order} desc, key limit ${Limit}
        """;

    private static string OfEachCurrency(KeySums sums, string order) =>
        $"""
        select key, currency, {SumTable.Columns} from (
          select key, currency, {SumTable.Columns}, row_number() over (partition by currency order by {order} desc, key) as place from
            ({sums.Sql}) as sums
          where {IsAny}) as ranked
        where place <= ${Limit} order by currency, place
        """;

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
