using Lockstep.Contracts.Systems;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory;

/// <summary>The inventory as flows see it: products, stock counts and packages can be written; products and packages can be read.</summary>
internal sealed class InventorySystem(InventoryDatabase database, InventoryWrites writes) : IModuleSystem
{
    public string Name => InventoryDatabase.Name;

    public IReadOnlySet<string> Writes { get; } =
        new HashSet<string>(StringComparer.Ordinal) { ProductTable.Kind, InventoryWrites.Count, PackageTable.Kind };

    public IReadOnlySet<string> Reads { get; } = new HashSet<string>(StringComparer.Ordinal) { ProductTable.Kind, PackageTable.Kind };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) => write.Kind switch
    {
        ProductTable.Kind => writes.WriteProductAsync(write, ct),
        InventoryWrites.Count => writes.WriteCountAsync(write, ct),
        PackageTable.Kind => writes.WritePackageAsync(write, ct),
        _ => throw new ArgumentException($"The inventory takes no {write.Kind} from flows.", nameof(write)),
    };

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => query.Kind switch
    {
        ProductTable.Kind => ReadAsync(query, "products", ProductTable.Columns, ProductTable.ReadChanged, ct),
        PackageTable.Kind => ReadAsync(query, "packages", PackageTable.Columns, PackageTable.ReadChanged, ct),
        _ => throw new ArgumentException($"The inventory has no {query.Kind}.", nameof(query)),
    };

    private async Task<ChangedPage> ReadAsync(
        ChangedQuery query, string table, string columns, RowReader<ChangedRecord> read, CancellationToken ct) =>
        new(await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                $"select {columns} from {table} where (updated_at, id) > ($1, $2) order by updated_at, id limit $3",
                read, query.Since, query.AfterId, query.Limit),
            ct));
}
