using Lockstep.Contracts;
using Lockstep.Imports;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Import;

/// <summary>Products that are imported.</summary>
internal sealed class ProductImports(InventoryDatabase database, ProductWriter products, ProductUndo undo) : IImportTarget
{
    public static ImportKind Kind { get; } = new(
        "products", "/api/products", "product",
        new ImportDescription(
            "Import products",
            "sku,name,price,currency,stock\nTEA-300,\"Darjeeling, 100 g\",9.5,EUR,40\nTEA-400,\"Sencha, 100 g\",8.2,EUR,25\n",
            """{"sku":"TEA-300","name":"Darjeeling, 100 g","price":9.5,"currency":"EUR","stock":40}"""))
    {
        Parameters = [new("currency", "Three capital letters, for rows without a currency; EUR by default")],
    };

    public FieldTable Fields => ProductRow.Rows.TableOf(database.Custom.Of(ProductRecord.Kind));

    public ModuleDatabase Database => database;

    public int RowsOfRecord => 1;

    public Func<ImportRow, ImportRow, bool>? BelongTogether => null;

    public Refusal? Refuse(ImportOrder order)
    {
        var errors = new Errors();
        Currencies.Check(errors, "currency", order.Setting("currency"));
        return errors.ToRefusal();
    }

    public IImportUndo Undo => undo;

    public IImportWork Begin(ImportOrder order, long import) => new Upload(database, products, order, import);

    private sealed class Upload(InventoryDatabase database, ProductWriter products, ImportOrder order, long import) : IImportWork
    {
        public ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct) =>
            ValueTask.FromResult<IReadyRows>(
                new ReadyProducts(products, order.Work, import, [.. rows.Select(row => ProductRow.Of(row, order,
                    database.Custom.Of(ProductRecord.Kind)))]));
    }

    private sealed class ReadyProducts(ProductWriter products, Work work, long import, IReadOnlyList<ProductRow> rows) : IReadyRows
    {
        public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
        {
            var good = rows.Where(static row => row.Fault is null).ToList();
            await ExternalIdLocks.TakeAsync(
                transaction, ProductRecord.Kind, good.Select(static row => row.Key).OfType<ExternalKey>().Select(static key => key.Id));
            await ProductKeys.HoldAsync(
                transaction, [], good.Select(static row => row.Key).OfType<ExternalKey>(),
                    good.Select(static row => row.Input.Sku).OfType<string>());
            var upsert = new ProductUpsert(products, transaction, work, ImportedStock.OfProducts(import), byName: true);
            var verdicts = new Verdict[rows.Count];
            for (var index = 0; index < rows.Count; index++)
            {
                // A count alone makes no version of its product.
                var written = await upsert.WriteAsync(rows[index]);
                var verdict = Verdict.Of(written, static product => product.Id);
                verdicts[index] = written is { IsNew: false, Fields: "stock" } ? verdict with { Version = 0 } : verdict;
            }

            return verdicts;
        }

        public Task SettleAsync() => Task.CompletedTask;
    }
}
