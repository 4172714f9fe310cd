using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;

namespace Lockstep.Inventory.Ledger;

/// <summary>The stock of all active products for other modules, page by page.</summary>
internal sealed class StockLevels(InventoryDatabase database) : IStockLevels
{
    public ValueTask<IReadOnlyList<StockLevel>> ReadAsync(long after, long below, int limit, CancellationToken ct) =>
        database.Store.AskAsync(
        reader => reader.QueryAsync(
            """
            select id, on_hand, reserved from products where id > $1 and status = 'active' and on_hand - reserved < $2 order by id limit $3
            """,
            static row => new StockLevel(row.Int64(0), new Stock(row.Int64(1), row.Int64(2))), after, below, limit),
        ct);
}
