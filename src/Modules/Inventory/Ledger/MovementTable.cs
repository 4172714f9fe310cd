using Lockstep.Contracts.Inventory;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory.Ledger;

/// <summary>The table of movements: its columns, and its statements.</summary>
internal static class MovementTable
{
    public const string Columns =
        "id, product_id, operation_id, kind, quantity, at, recorded_at, reason, actor, " +
        "on_hand_change, reserved_change, on_hand_after, reserved_after";

    public static StockMovement Read(Row row)
    {
        var kind = row.Text(3);
        return new StockMovement
        {
            Id = row.Int64(0),
            ProductId = row.Int64(1),
            OperationId = row.Text(2),
            Kind = kind,
            Quantity = row.Int64(4),
            CountedAt = kind is MovementKinds.Count ? row.Instant(5) : null,
            RecordedAt = row.Instant(6),
            Reason = row.TextOrNull(7),
            Actor = row.Text(8),
            OnHandChange = row.Int64(9),
            ReservedChange = row.Int64(10),
            Stock = new Stock(row.Int64(11), row.Int64(12)),
        };
    }

    public static ValueTask<StockMovement?> FindAsync(IReader reader, string operationId) =>
        reader.FirstAsync($"select {Columns} from stock_movements where operation_id = $1", Read, operationId);

    /// <summary>
    /// When the stock on hand of products last moved or was counted. Movements of one product come one after the other, so that all of
    /// them up to that moment, and none behind it, are in the stock that the same snapshot shows.
    /// </summary>
    public static async ValueTask<IReadOnlyDictionary<long, DateTimeOffset>> LastMomentsAsync(IReader reader, IEnumerable<long> products) =>
        (await reader.QueryAsync(
            $"""
            select given.value, (select m.at from stock_movements m where m.product_id = given.value
              and (m.on_hand_change <> 0 or m.kind = 'count') order by m.at desc limit 1) from ({reader.Dialect.Integers("$1")}) as given
            """,
            static row => (Product: row.Int64(0), At: row.InstantOrNull(1)), SqlValue.List(products)))
            .Where(static one => one.At is not null).ToDictionary(static one => one.Product, static one => one.At!.Value);

    /// <summary>
    /// By how much the stock on hand changed after a moment, and whether it was counted after it. What is yet to come was entered while
    /// the clock
    /// was ahead, and lies before.
    /// </summary>
    public static ValueTask<(long Moved, bool IsCounted)> SinceAsync(IReader reader, long productId, DateTimeOffset at,
        DateTimeOffset now) => reader.FirstAsync(
        """
        select cast(coalesce(sum(on_hand_change), 0) as bigint), count(case when kind = 'count' then 1 end)
        from stock_movements where product_id = $1 and at > $2 and at <= $3 and (on_hand_change <> 0 or kind = 'count')
        """,
        static row => (row.Int64(0), row.Int64(1) > 0), productId, at, now + FutureRule.Skew);

    /// <summary>
    /// What an owner still holds, product by product: what these movements reserved, without what shipped or was given back of it.
    /// </summary>
    public static async ValueTask<IReadOnlyDictionary<long, long>> HeldAsync(IReader reader, string owner, IEnumerable<string> reservedBy)
    {
        var reserved = await reader.QueryAsync(
            $"select product_id, reserved_change from stock_movements where {reader.Dialect.InTexts("operation_id", "$1")}",
            static row => (Product: row.Int64(0), Units: row.Int64(1)), SqlValue.List(reservedBy));
        var left = await reader.QueryAsync(
            "select product_id, cast(sum(reserved_change) as bigint) from stock_movements where owner = $1 group by product_id",
            static row => (Product: row.Int64(0), Units: row.Int64(1)),
            owner
        );
        return reserved
            .Concat(left)
            .GroupBy(static one => one.Product)
            .ToDictionary(static one => one.Key, static one => one.Sum(static units => units.Units));
    }

    /// <summary>How many units are reserved by hand, and so are no order's.</summary>
    public static ValueTask<long> ReservedByHandAsync(IReader reader, long productId) => reader.FirstAsync(
        "select cast(coalesce(sum(reserved_change), 0) as bigint) from stock_movements where product_id = $1 and by_hand = 1",
        static row => row.Int64(0), productId);

    /// <summary>
    /// Adds a row and brings the product's stock to where the row leaves it; the movement's id is the one that the table gave.
    /// </summary>
    public static async ValueTask<StockMovement> InsertAsync(
        ITransaction transaction, StockMovement movement, string? owner, bool isByHand)
    {
        await transaction.SendAsync(
            "update products set on_hand = $2, reserved = $3 where id = $1", movement.ProductId, movement.Stock.OnHand,
            movement.Stock.Reserved);
        var id = await transaction.FirstAsync(
            """
            insert into stock_movements (product_id, operation_id, kind, quantity, at, recorded_at, reason, actor, on_hand_change,
              reserved_change, on_hand_after, reserved_after, owner, by_hand)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id
            """,
            static row => row.Int64(0),
            movement.ProductId, movement.OperationId, movement.Kind, movement.Quantity, movement.CountedAt ?? movement.RecordedAt,
            movement.RecordedAt, movement.Reason, movement.Actor, movement.OnHandChange, movement.ReservedChange, movement.Stock.OnHand,
            movement.Stock.Reserved, owner, isByHand && movement.ReservedChange != 0 ? 1 : 0);
        return movement with { Id = id };
    }
}
