using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;

namespace Lockstep.Orders;

/// <summary>The newest orders of a customer, for its overview.</summary>
internal sealed class OrdersOverviewPart(OrdersDatabase database) : IOverviewPart
{
    private const int NewestMax = 100;

    public string Name => "orders";

    public string Permission => Permissions.OrdersRead;

    public string OwnPermission => Permissions.OrdersReadOwn;

    public ValueTask<byte[]?> ReadAsync(long customerId, CancellationToken ct) => database.Store.ReadAsync<byte[]?>(
        async reader =>
        {
            var orders = await reader.QueryAsync(
                $"select {OrderRecord.Table.Columns} from orders where customer_id = $1 order by id desc limit $2",
                OrderRecord.Table.Read, customerId, NewestMax);
            return JsonSerializer.SerializeToUtf8Bytes(await OrderLines.AddToAsync(reader, orders), ContractsJson.Wire.IReadOnlyListOrder);
        },
        ct);
}
