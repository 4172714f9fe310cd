using Lockstep.Contracts.Systems;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory;

/// <summary>The inventory as flows see it: packages can be written; packages and products can be read.</summary>
internal sealed class InventorySystem(
    InventoryDatabase database, ILogger<InventorySystem> logger) : IModuleSystem
{
    public string Name => InventoryDatabase.Name;

    public IReadOnlySet<string> Writes { get; } = new HashSet<string>(StringComparer.Ordinal) { PackageTable.Kind };

    public IReadOnlySet<string> Reads { get; } = new HashSet<string>(StringComparer.Ordinal) { ProductTable.Kind, PackageTable.Kind };

    public async Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct)
    {
        if (write.Kind is not PackageTable.Kind)
        {
            throw new ArgumentException($"The inventory takes no {write.Kind} from flows.", nameof(write));
        }

        var (wanted, refusal) = PackageFields.Read(write);
        if (wanted is null)
        {
            return new WriteAnswer(WriteOutcome.Refused, 0, 0, refusal);
        }

        var answer = await database.Store.WriteAsync(transaction => MakeAsync(transaction, wanted), ct);
        if (answer.Outcome == WriteOutcome.Applied)
        {
            CreatePackage.Made(logger, answer.RecordId, wanted.CustomerId);
        }

        return answer;
    }

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => query.Kind switch
    {
        ProductTable.Kind => ReadAsync(query, "products", ProductTable.Columns, ProductTable.ReadChanged, ct),
        PackageTable.Kind => ReadAsync(query, "packages", PackageTable.Columns, PackageTable.ReadChanged, ct),
        _ => throw new ArgumentException($"The inventory has no {query.Kind}.", nameof(query)),
    };

    private async ValueTask<WriteAnswer> MakeAsync(ITransaction transaction, NewPackage wanted)
    {
        if (await PackageTable.TryInsertAsync(transaction, database, wanted) is var (id, _))
        {
            return new WriteAnswer(WriteOutcome.Applied, id, 1);
        }

        var holder = await PackageTable.FindHolderAsync(transaction, wanted.CustomerId, wanted.Kind, wanted.NaturalKey);
        return new WriteAnswer(WriteOutcome.AlreadyThere, holder!.Id, holder.Version);
    }

    private async Task<ChangedPage> ReadAsync(
        ChangedQuery query, string table, string columns, RowReader<ChangedRecord> read, CancellationToken ct) =>
        new(await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                $"select {columns} from {table} where (updated_at, id) > ($1, $2) order by updated_at, id limit $3",
                read, query.Since, query.AfterId, query.Limit),
            ct));
}
