using Lockstep.Reports.Asking;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>The keys with the highest sums, so many of each currency.</summary>
internal static class RankedSums
{
    public const string ByRevenue = "gross - refunds";
    public const string ByUnits = "sales - returns";
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
        var range = await SumRange.OfAsync(reader, edition, ask.Range);
        var currencies = await CurrenciesAsync(reader, edition, range);
        var rows = range.Slot is { } slot
            ? await OfSlotAsync(reader, sums, range, slot.Grain, ask.Size + 1, order, currencies, keyOf)
            : await reader.QueryAsync(
                currencies.Count < 2 ? OfOneCurrency(sums, order) : OfEachCurrency(sums, order),
                row => new RankedSum<TKey>(keyOf(row), row.Text(1), TallyOf(row, 2)), [.. range.All, ask.Size + 1]);

        // One more was read of each currency than is shown: it tells that there are more.
        var kept = rows.GroupBy(static row => row.Currency, StringComparer.Ordinal).SelectMany(currency =>
            currency.Take(ask.Size)).ToList();
        return (kept, kept.Count < rows.Count);
    }

    /// <summary>The currencies in which anything was ever sold, in the order of the alphabet.</summary>
    private static ValueTask<IReadOnlyList<string>> CurrenciesAsync(IReader reader, long edition, SumRange range) => reader.QueryAsync(
        $"""
        select distinct currency from country_sales where edition = $1 and grain = {(range.IsWhole ? Slots.OfAllTime : Slots.ByMonth)}
        order by currency
        """,
        static row => row.Text(0), edition);

    /// <summary>Where one slot is nearly all of the range its highest are read in their order, and only what lies beside is added
    /// up.</summary>
    private static async ValueTask<IReadOnlyList<RankedSum<TKey>>> OfSlotAsync<TKey>(
        IReader reader, KeySums sums, SumRange range, long grain, int size, string order, IReadOnlyList<string> currencies,
        RowReader<TKey> keyOf)
    {
        var rows = new List<RankedSum<TKey>>();
        var (sql, values) = range.HasRest
            ? (sums.HighestWithRest(grain, order, KeySums.ValueCount + 1), (SqlValue[])[.. range.Rest, range.Single[1]])
            : (sums.Highest(grain, order, 2), range.Single);
        foreach (var currency in currencies)
        {
            rows.AddRange(await reader.QueryAsync(
                sql, row => new RankedSum<TKey>(keyOf(row), currency, TallyOf(row, 1)), [.. values, currency, size]));
        }

        return rows;
    }

    private static Tally TallyOf(Row row, int first) =>
        new(row.Int64(first), row.Int64(first + 1), row.Int64(first + 2), row.Int64(first + 3));

    /// <summary>The same rows as <see cref="OfEachCurrency"/>, at a third of the time: the highest ones are picked out without numbering
    /// all.</summary>
    private static string OfOneCurrency(KeySums sums, string order) =>
        $"""
        select key, currency, {SumTable.Columns} from ({sums.Grouped}) as sums
        where {SumTable.IsAny} order by {order} desc, key limit ${Limit}
        """;

    private static string OfEachCurrency(KeySums sums, string order) =>
        $"""
        select key, currency, {SumTable.Columns} from (
          select key, currency, {SumTable.Columns}, row_number() over (partition by currency order by {order} desc, key) as place from
            ({sums.Grouped}) as sums
          where {SumTable.IsAny}) as ranked
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
