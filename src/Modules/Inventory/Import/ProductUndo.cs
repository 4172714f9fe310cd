using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Import;

/// <summary>Takes imported products back, and their stock with them. One that was ordered, or whose stock moved since, stays.</summary>
internal sealed class ProductUndo(InventoryDatabase database, ProductWriter products, IEnumerable<IRecordTies> ties) : IImportUndo
{
    public IReadOnlyList<string> Needs { get; } = [Permissions.StockWrite];

    public async ValueTask<IReadyUndo> PrepareAsync(IReadOnlyList<TouchedRecord> records, long import, Work work) => new Ready(
        database, products, import, work, records,
        await TableTies.FindAsync(
            ties, ProductRecord.Kind, [.. records.Where(static one => one.IsMade).Select(static one => one.Id)], work.Ct));

    private sealed class Ready(
        InventoryDatabase database, ProductWriter products, long import, Work work, IReadOnlyList<TouchedRecord> records,
        IReadOnlyDictionary<long, string> tied) : IReadyUndo
    {
        public ValueTask<IReadOnlyList<UndoVerdict>> WriteAsync(ITransaction transaction)
        {
            var undo = new RecordUndo<Product, ProductInput>(ProductRecord.Table) { Remove = RemoveAsync, Restore = RestoreAsync };
            return undo.WriteAsync(transaction, work, records, tied);
        }

        public Task SettleAsync() => Task.CompletedTask;

        private async ValueTask<UndoVerdict> RemoveAsync(ITransaction transaction, Work _, Product product)
        {
            var (_, count) = await ImportedStock.FindAsync(transaction, product.Id, import);
            return await ImportedStock.RefuseAsync(transaction, product.Id, count) is { } reason
                ? UndoVerdict.Kept(reason)
                : UndoVerdict.Of(UndoOutcome.Deleted, await products.DeleteAsync(transaction, work, product));
        }

        private async ValueTask<UndoVerdict> RestoreAsync(ITransaction transaction, Work _, Product product, Product before)
        {
            var counts = await ImportedStock.FindAsync(transaction, product.Id, import);
            var written = await products.ChangeAsync(transaction, work, product, ProductRecord.Table.InputOf(before));
            if (written.Refusal is { } refusal)
            {
                return UndoVerdict.Kept(refusal.ToText());
            }

            // The fields are written by now: what is found about the stock must take them back.
            if (counts.Count > 0 && await ImportedStock.PutBackAsync(
                transaction, work, product, counts, ImportedStock.OfProducts(import), database.Clock.GetUtcNow()) is { } reason)
            {
                throw new KeptException(reason);
            }

            await ProductKeys.ForgetAsync(transaction, product, before);
            return new UndoVerdict(UndoOutcome.Restored);
        }
    }
}
