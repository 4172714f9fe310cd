using Lockstep.Contracts.Systems;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;

namespace Lockstep.Orders;

/// <summary>Orders as flows see them: they can be placed, changed and moved along, and read.</summary>
internal sealed class OrdersSystem(OrdersDatabase database, OrderWrites writes) : IModuleSystem
{
    public string Name => OrdersDatabase.Name;

    public IReadOnlySet<string> Writes { get; } = new HashSet<string>(StringComparer.Ordinal) { OrderTable.Kind, OrderWrites.Status };

    public IReadOnlySet<string> Reads { get; } = new HashSet<string>(StringComparer.Ordinal) { OrderTable.Kind };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) => write.Kind switch
    {
        OrderTable.Kind => writes.WriteOrderAsync(write, ct),
        OrderWrites.Status => writes.WriteStatusAsync(write, ct),
        _ => throw new ArgumentException($"Orders take no {write.Kind} from flows.", nameof(write)),
    };

    public async Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct)
    {
        if (!Reads.Contains(query.Kind))
        {
            throw new ArgumentException($"Orders have no {query.Kind}.", nameof(query));
        }

        var orders = await database.Store.ReadAsync(
            async reader => await OrderLines.AddToAsync(reader, await reader.QueryAsync(
                $"select {OrderTable.Columns} from orders where (updated_at, id) > ($1, $2) order by updated_at, id limit $3",
                OrderTable.Read, query.Since, query.AfterId, query.Limit)),
            ct);
        return new ChangedPage([.. orders.Select(order => new ChangedRecord(order.Id, order.Version, order.UpdatedAt, OrderTable.ToJson(order)))]);
    }
}
