using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Inventory;

/// <summary>The inventory as flows see it: products, stock counts and packages can be written; products and packages can be read.</summary>
internal sealed class InventorySystem(
    InventoryDatabase database, InventoryWrites writes, ProductWriter products, IOptions<RetentionOptions> retention,
    ILogger<InventoryDatabase> logger) : IModuleSystem
{
    public static readonly IReadOnlySet<string> Readable =
        new HashSet<string>(StringComparer.Ordinal) { ProductRecord.Kind, PackageRecord.Kind };

    public static readonly IReadOnlySet<string> Writable =
        new HashSet<string>(StringComparer.Ordinal) { ProductRecord.Kind, InventoryWrites.Count, PackageRecord.Kind };

    public static readonly RecordAbilities Products =
        new(ProductRecord.Kind, new HashSet<string>(StringComparer.Ordinal) { "sku", "externalId" })
        {
            CanDelete = true, TellsDeletes = true,
        };

    public string Name => InventoryDatabase.Name;

    public IReadOnlySet<string> Writes => Writable;

    public IReadOnlySet<string> Reads => Readable;

    public IReadOnlyDictionary<string, IModuleRecords> Records { get; } = new Dictionary<string, IModuleRecords>(StringComparer.Ordinal)
    {
        [ProductRecord.Kind] = new ModuleRecords<ProductInput>
        {
            Abilities = Products,
            KeysKeptFor = retention.Value.Idempotency,
            Input = ProductJson.Default.ProductInput,
            Create = (input, work) => CreateProduct.RunAsync(input, work, products, database, logger),
            Patch = (id, patch, work) => PatchProduct.RunAsync(id, patch, work, products, database),
            Delete = (id, work) => DeleteProduct.RunAsync(id, work, products, database),
            Search = (field, value, limit, ct) => ProductRecord.Table.FindByAsync(database.Store, field, value, limit, ct),
        },
    };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) => write.Kind switch
    {
        ProductRecord.Kind => writes.WriteProductAsync(write, ct),
        InventoryWrites.Count => writes.WriteCountAsync(write, ct),
        PackageRecord.Kind => writes.WritePackageAsync(write, ct),
        _ => throw new ArgumentException($"The inventory takes no {write.Kind} from flows.", nameof(write)),
    };

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => query.Kind switch
    {
        ProductRecord.Kind => ProductRecord.Table.ReadChangedAsync(database, query, Products.TellsDeletes, ct),
        PackageRecord.Kind => PackageRecord.Table.ReadChangedAsync(database, query, withDeleted: false, ct),
        _ => throw new ArgumentException($"The inventory has no {query.Kind}.", nameof(query)),
    };

    public Task<ChangedRecord?> FindAsync(string kind, long id, CancellationToken ct) => kind switch
    {
        ProductRecord.Kind => ProductRecord.Table.FindChangedAsync(database.Store, id, ct),
        PackageRecord.Kind => PackageRecord.Table.FindChangedAsync(database.Store, id, ct),
        _ => throw new ArgumentException($"The inventory has no {kind}.", nameof(kind)),
    };
}
