using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>
/// Sums of a whole range by customer, country or product: whole years, and at both ends months, days, and what lies between midnight here
/// and midnight in UTC, from the orders themselves.
/// </summary>
internal sealed class KeySums
{
    private const int ValuesOfPart = 3;
    private readonly SumTable _table;
    private readonly string _key;

    private KeySums(SumTable table, string key, string edge)
    {
        (_table, _key) = (table, key);
        long[] grains = [Slots.ByYear, Slots.ByMonth, Slots.ByMonth, Slots.ByDay, Slots.ByDay];
        string[] edges = [edge, edge];
        Parts = string.Join(
            " union all ",
            grains.Select((grain, index) => Whole(table, key, grain, ParameterOf(index)))
                .Concat(edges.Select((one, index) => Edge(one, ParameterOf(RangePieces.Count + index)))));
        Grouped =
            $"""
            select key, currency, cast(sum(sales) as bigint) as sales, cast(sum(returns) as bigint) as returns,
              cast(sum(gross) as bigint) as gross, cast(sum(refunds) as bigint) as refunds from ({Parts}) as parts group by key, currency
            """;
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

    /// <summary>How many parameters the parts have.</summary>
    public static int ValueCount { get; } = ParameterOf(RangePieces.Count + 2) - 1;

    /// <summary>The parts of a range: <c>key</c>, <c>currency</c> and the columns of the sums, a key more than once.</summary>
    public string Parts { get; }

    /// <summary>The same with each key once in each currency.</summary>
    public string Grouped { get; }

    /// <summary>The sums of a range, each key once in each currency, and the parameters.</summary>
    public (string Sql, SqlValue[] Values) In(SumRange range) => range is { Slot: { } slot, HasRest: false }
        ? ($"""
            select {_key} as key, currency, {SumTable.Columns} from {_table.Name}
            where edition = $1 and grain = {slot.Grain} and slot = $2
            """, range.Single)
        : (Grouped, range.All);

    /// <summary>The highest of a slot in one currency, in their order, from an index of it where there is one.</summary>
    /// <param name="grain">The grain of the slot.</param>
    /// <param name="order">By what they are ranked.</param>
    /// <param name="parameters">The first of three parameters: slot, currency, and how many.</param>
    /// <param name="more">SQL that is added to how many.</param>
    public string Highest(long grain, string order, int parameters, string more = "") =>
        $"""
        select {_key} as key, {SumTable.Columns} from {_table.Name}
        where edition = $1 and grain = {grain} and slot = ${parameters} and currency = ${parameters + 1}
        order by {order} desc, {_key} limit ${parameters + 2}{more}
        """;

    /// <summary>
    /// The same with what lies beside the slot. A key that has nothing there stands in the slot where it stands in the end, but for those
    /// that move past it: so those that are shown are among as many more as there are beside, and those that are.
    /// </summary>
    public string HighestWithRest(long grain, string order, int parameters)
    {
        var sums = string.Join(", ", SumTable.Columns.Split(", ").Select(static column => $"cast(sum({column}) as bigint) as {column}"));
        return $"""
            with rest as (select key, {sums} from ({Parts}) as parts where currency = ${parameters + 1} group by key),
            top as ({Highest(grain, order, parameters, " + (select count(*) from rest)")}),
            found as (select * from top union all select * from rest union all
              select m.{_key}, m.sales, m.returns, m.gross, m.refunds from rest r join {_table.Name} m
                on m.edition = $1 and m.grain = {grain} and m.slot = ${parameters} and m.{_key} = r.key and m.currency = ${parameters + 1}
              where r.key not in (select key from top))
            select key, {SumTable.Columns} from (select key, {sums} from found group by key) as sums
            where {SumTable.IsAny} order by {order} desc, key limit ${parameters + 2}
            """;
    }

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
