using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders;

/// <summary>The sales that have stock reserved: those that are NEW or PROCESSING.</summary>
internal sealed class StockClaims(OrdersDatabase database) : IStockClaims
{
    public ValueTask<IReadOnlyList<StockClaim>> ListAsync(long productId, int limit, CancellationToken ct) => database.Store.ReadAsync(
        reader => reader.QueryAsync(
            """
            select o.id, o.status, cast(sum(l.quantity) as bigint) from orders o join order_lines l on l.order_id = o.id
            where o.status in ('NEW', 'PROCESSING') and o.kind = 'sale' and l.product_id = $1
            group by o.id, o.status order by o.id desc limit $2
            """,
            static row => new StockClaim(row.Int64(0), row.Text(1), row.Int64(2)), productId, limit),
        ct);
}
