using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>A table of sums: its key, and how something is added to a row that may not be there yet.</summary>
internal sealed class SumTable
{
    /// <summary>The sums.</summary>
    public const string Columns = "sales, returns, gross, refunds";

    public const string IsZero = "sales = 0 and returns = 0 and gross = 0 and refunds = 0";
    public const string IsAny = "(sales <> 0 or returns <> 0 or gross <> 0 or refunds <> 0)";
    private readonly string _add;
    private readonly string _clear;
    private readonly string _own;

    private SumTable(string name, params string[] key)
    {
        Name = name;
        Key = string.Join(", ", key);
        _own = string.Join(", ", key.Skip(2));
        var values = string.Join(", ", Enumerable.Range(1, key.Length + 5).Select(static number => $"${number}"));
        Adding = $"""
            on conflict (edition, {Key}) do update set sales = {name}.sales + excluded.sales, returns = {name}.returns + excluded.returns,
              gross = {name}.gross + excluded.gross, refunds = {name}.refunds + excluded.refunds
            """;
        _add = $"insert into {name} (edition, {Key}, {Columns}) values ({values}) {Adding}";
        var isRow = string.Join(" and ", key.Select(static (column, index) => $"{column} = ${index + 2}"));
        _clear = $"delete from {name} where edition = $1 and {isRow} and {IsZero}";
    }

    public static SumTable Sales { get; } = new("sales", "part", "day", "currency", "status");

    public static SumTable Customers { get; } = new("customer_sales", "grain", "slot", "customer_id", "currency");

    public static SumTable Countries { get; } = new("country_sales", "grain", "slot", "country", "currency");

    public static SumTable Products { get; } = new("product_sales", "grain", "slot", "product_id", "currency");

    /// <summary>Those that have years and all time besides days and months.</summary>
    public static IReadOnlyList<SumTable> Ranged { get; } = [Customers, Countries, Products];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SumTable> All { get; } = [Sales, Customers, Countries, Products];

    public string Name { get; }

    /// <summary>A statement that makes the sums of a grain, of which there are none, out of those of another one.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="of">The finer grain.</param>
    /// <param name="slots">How many slots of that make one of this; null for all of them.</param>
    public string Summing(long grain, long of, int? slots)
    {
        var (slot, group) = slots is null ? ("0", "") : ($"slot / {slots}", $", slot / {slots}");
        return $"""
            insert into {Name} (edition, {Key}, {Columns})
            select edition, {grain}, {slot}, {_own}, cast(sum(sales) as bigint), cast(sum(returns) as bigint), cast(sum(gross) as bigint),
              cast(sum(refunds) as bigint)
            from {Name} where edition = $1 and grain = {of} group by edition, {_own}{group}
            """;
    }

    /// <summary>The columns that tell its rows apart within an edition.</summary>
    public string Key { get; }

    /// <summary>At the end of an insert: adds to what is there.</summary>
    public string Adding { get; }

    /// <summary>Adds to a row; one that then says nothing goes, so that what is left is what a recount would make.</summary>
    public async ValueTask AddAsync(ITransaction transaction, long edition, SqlValue[] key, Tally tally)
    {
        await transaction.SendAsync(_add, [edition, .. key, tally.Sales, tally.Returns, tally.Gross, tally.Refunds]);

        // Only what takes away can leave a row with nothing in it.
        if (tally.IsTakingAway)
        {
            await transaction.SendAsync(_clear, [edition, .. key]);
        }
    }
}
