using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;

namespace Lockstep.Inventory.Ledger;

/// <summary>The stock of all products for other modules, page by page.</summary>
internal sealed class StockLevels(InventoryDatabase database) : IStockLevels
{
    public ValueTask<IReadOnlyList<StockLevel>> ReadAsync(long after, int limit, CancellationToken ct) => database.Store.AskAsync(
        reader => reader.QueryAsync(
            "select id, sku, name, status, on_hand, reserved from products where id > $1 order by id limit $2",
            static row => new StockLevel(row.Int64(0), row.Text(1), row.Text(2), row.Text(3), new Stock(row.Int64(4), row.Int64(5))),
            after, limit),
        ct);
}
