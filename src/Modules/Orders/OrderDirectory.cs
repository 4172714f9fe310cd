using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders;

/// <summary>Whose orders are, for other modules.</summary>
internal sealed class OrderDirectory(OrdersDatabase database) : IOrderDirectory
{
    public async ValueTask<IReadOnlyDictionary<long, long?>> FindCustomersAsync(IReadOnlyCollection<long> orderIds, CancellationToken ct) =>
        orderIds.Count == 0
            ? new Dictionary<long, long?>()
            : (await database.Store.AskAsync(
                reader => reader.QueryAsync(
                    $"select id, customer_id from orders where {reader.Dialect.InIntegers("id", "$1")}",
                    static row => (Id: row.Int64(0), Customer: row.Int64OrNull(1)), SqlValue.List(orderIds)),
                ct)).ToDictionary(static order => order.Id, static order => order.Customer);
}
