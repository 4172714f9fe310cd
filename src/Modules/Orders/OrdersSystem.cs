using Lockstep.Contracts.Systems;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;

namespace Lockstep.Orders;

/// <summary>Orders as flows see them: they can be placed, changed and moved along, and read.</summary>
internal sealed class OrdersSystem(OrdersDatabase database, OrderWrites writes) : IModuleSystem
{
    public string Name => OrdersDatabase.Name;

    public IReadOnlySet<string> Writes { get; } = new HashSet<string>(StringComparer.Ordinal) { OrderRecord.Kind, OrderWrites.Status };

    public IReadOnlySet<string> Reads { get; } = new HashSet<string>(StringComparer.Ordinal) { OrderRecord.Kind };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) => write.Kind switch
    {
        OrderRecord.Kind => writes.WriteOrderAsync(write, ct),
        OrderWrites.Status => writes.WriteStatusAsync(write, ct),
        _ => throw new ArgumentException($"Orders take no {write.Kind} from flows.", nameof(write)),
    };

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => Reads.Contains(query.Kind)
        ? OrderRecord.Table.ReadChangedAsync(database.Store, query, ct)
        : throw new ArgumentException($"Orders have no {query.Kind}.", nameof(query));
}
