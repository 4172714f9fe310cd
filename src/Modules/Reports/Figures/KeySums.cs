using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>
/// Sums of a whole range by customer, country or product: whole years, and at both ends months, days, and what lies between midnight
/// here and
/// midnight in UTC, from the orders themselves.
/// </summary>
internal sealed class KeySums
{
    private const int ValuesOfPart = 3;
    private readonly string _parts;

    private KeySums(SumTable table, string key, string edge)
    {
        long[] grains = [Slots.ByYear, Slots.ByMonth, Slots.ByMonth, Slots.ByDay, Slots.ByDay];
        string[] edges = [edge, edge];
        _parts = string.Join(
            " union all ",
            grains.Select((grain, index) => Whole(table, key, grain, ParameterOf(index)))
                .Concat(edges.Select((one, index) => Edge(one, ParameterOf(RangePieces.Count + index)))));
    }

    public static KeySums Customers { get; } = new(
        SumTable.Customers, "customer_id", $"select o.customer_id as key, {Signed("o.amount", "1")} from order_facts o where");

    public static KeySums Countries { get; } = new(
        SumTable.Countries, "country",
        $"""
        select coalesce(c.country, '') as key, {Signed("o.amount", "1")}
        from order_facts o left join customer_facts c on c.edition = o.edition and c.id = o.customer_id where
        """);

    public static KeySums Products { get; } = new(
        SumTable.Products, "product_id",
        $"""
        select p.product_id as key, {Signed("p.amount", "p.units")}
        from order_facts o join order_products p on p.edition = o.edition and p.order_id = o.id where
        """);

    /// <summary>A query of the sums: <c>key</c>, <c>currency</c> and the columns of the sums. Its parameters are those of <see
    /// cref="ValuesAsync"/>.</summary>
    public string Sql =>
        $"""
        select key, currency, cast(sum(sales) as bigint) as sales, cast(sum(returns) as bigint) as returns,
          cast(sum(gross) as bigint) as gross, cast(sum(refunds) as bigint) as refunds from ({_parts}) as parts group by key, currency
        """;

    /// <summary>How many parameters the query has.</summary>
    public static int ValueCount { get; } = ParameterOf(RangePieces.Count + 2) - 1;

    /// <summary>The parameters of the query.</summary>
    public static async ValueTask<SqlValue[]> ValuesAsync(IReader reader, long edition, DateRange range)
    {
        var (first, end) = (range.FirstDay, range.EndDay);
        var known = await reader.FirstAsync(
            """
            select coalesce((select day from sales where edition = $1 and part = 0 order by day limit 1), 0),
              coalesce((select day from sales where edition = $1 and part = 0 order by day desc limit 1), 0)
            """,
            static row => (row.Int64(0), row.Int64(1)), edition);
        return
        [
            edition, .. RangePieces.Of(first, end, known).SelectMany(static piece => (SqlValue[])[piece.From, piece.To, piece.Sign]),
            .. EdgeOf(range.From, Slots.StartOf(first), 1), .. EdgeOf(range.To, Slots.StartOf(end), -1),
        ];
    }

    /// <summary>What lies between the midnights is added when the day here begins before that of UTC, else taken away; at the end the
    /// other way round.</summary>
    private static SqlValue[] EdgeOf(long here, long utc, int sign) =>
        [Math.Min(here, utc), Math.Max(here, utc), here < utc ? sign : -sign];

    /// <summary>The first parameter of a part; the very first one is the edition.</summary>
    private static int ParameterOf(int part) => 2 + (part * ValuesOfPart);

    private static string Whole(SumTable table, string key, long grain, int first) =>
        $"""
        select {key} as key, currency, ${first + 2} * sales as sales, ${first + 2} * returns as returns, ${first + 2} * gross as gross,
          ${first + 2} * refunds as refunds
        from {table.Name} where edition = $1 and grain = {grain} and slot >= ${first} and slot < ${first + 1}
        """;

    private static string Edge(string edge, int first) =>
        $"""
        {edge.Replace("$sign", $"${first + 2}", StringComparison.Ordinal)}
        o.edition = $1 and o.is_counted = 1 and o.placed_at >= ${first} and o.placed_at < ${first + 1}
        """;

    private static string Signed(string amount, string count) =>
        $"""
        o.currency as currency, case o.kind when 'sale' then $sign * {count} else 0 end as sales,
          case o.kind when 'return' then $sign * {count} else 0 end as returns,
          case o.kind when 'sale' then $sign * {amount} else 0 end as gross, case o.kind when 'return' then $sign * {amount} else 0 end as
            refunds
        """;
}
