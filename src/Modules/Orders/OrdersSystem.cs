using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Orders.Lifecycle;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders;

/// <summary>Orders as flows see them: they can be placed, changed and moved along, and read.</summary>
internal sealed class OrdersSystem(
    OrdersDatabase database, OrderWrites writes, OrderPlacement placement, ChangeOrder changes, IOptions<RetentionOptions> retention,
    ILogger<OrdersDatabase> logger) : IModuleSystem
{
    public static readonly IReadOnlySet<string> Readable = new HashSet<string>(StringComparer.Ordinal) { OrderRecord.Kind };

    public static readonly IReadOnlySet<string> Writable =
        new HashSet<string>(StringComparer.Ordinal) { OrderRecord.Kind, OrderWrites.Status };

    public static readonly RecordAbilities Orders =
        new(OrderRecord.Kind, new HashSet<string>(StringComparer.Ordinal) { "externalId" });

    public string Name => OrdersDatabase.Name;

    public IReadOnlySet<string> Writes => Writable;

    public IReadOnlySet<string> Reads => Readable;

    public IReadOnlyDictionary<string, IModuleRecords> Records { get; } = new Dictionary<string, IModuleRecords>(StringComparer.Ordinal)
    {
        [OrderRecord.Kind] = new ModuleRecords<OrderInput>
        {
            Abilities = Orders,
            KeysKeptFor = retention.Value.Idempotency,
            Input = OrderJson.Default.OrderInput,
            Create = (input, work) => PlaceOrder.RunAsync(input, work, placement, database, logger),
            Patch = (id, patch, work) => PatchOrder.RunAsync(id, patch, work, changes),
            Search = (field, value, limit, ct) => OrderRecord.Table.FindByAsync(database.Store, field, value, limit, ct),
        },
    };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) => write.Kind switch
    {
        OrderRecord.Kind => writes.WriteOrderAsync(write, ct),
        OrderWrites.Status => writes.WriteStatusAsync(write, ct),
        _ => throw new ArgumentException($"Orders take no {write.Kind} from flows.", nameof(write)),
    };

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => Reads.Contains(query.Kind)
        ? OrderRecord.Table.ReadChangedAsync(database, query, withDeleted: false, ct)
        : throw new ArgumentException($"Orders have no {query.Kind}.", nameof(query));

    public Task<ChangedRecord?> FindAsync(string kind, long id, CancellationToken ct) => Reads.Contains(kind)
        ? OrderRecord.Table.FindChangedAsync(database.Store, id, ct)
        : throw new ArgumentException($"Orders have no {kind}.", nameof(kind));
}
