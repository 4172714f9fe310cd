using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Import;

/// <summary>
/// Takes imported counts back: the stock is again what it was, where nothing has moved it since. What a row left is its movement, whose
/// number stands for a version.
/// </summary>
internal sealed class CountUndo(InventoryDatabase database) : IImportUndo
{
    public IReadOnlyList<string> Needs => [];

    public ValueTask<IReadyUndo> PrepareAsync(IReadOnlyList<TouchedRecord> records, long import, Work work) =>
        ValueTask.FromResult<IReadyUndo>(new Ready(database, import, work, records));

    private sealed class Ready(InventoryDatabase database, long import, Work work, IReadOnlyList<TouchedRecord> records) : IReadyUndo
    {
        public async ValueTask<IReadOnlyList<UndoVerdict>> WriteAsync(ITransaction transaction)
        {
            await ProductRecord.Table.HoldAsync(transaction, records.Select(static record => record.Id));
            var verdicts = new List<UndoVerdict>(records.Count);
            foreach (var record in records)
            {
                verdicts.Add(await WriteAsync(transaction, record) is { } reason
                    ? UndoVerdict.Kept(reason)
                    : new UndoVerdict(UndoOutcome.Restored));
            }

            return verdicts;
        }

        public Task SettleAsync() => Task.CompletedTask;

        private async ValueTask<string?> WriteAsync(ITransaction transaction, TouchedRecord record)
        {
            if (await ProductRecord.Table.FindForUpdateAsync(transaction, record.Id) is not { } product)
            {
                return Refusal.NotFound(ProductRecord.Kind, record.Id).ToText();
            }

            return record is { IsUnknown: false, First: { } first }
                ? await ImportedStock.PutBackAsync(
                    transaction, work, product, (first, record.Versions), ImportedStock.OfCounts(import), database.Clock.GetUtcNow())
                : RecordUndo<Product, ProductInput>.Unknown;
        }
    }
}
