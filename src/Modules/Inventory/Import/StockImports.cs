using Lockstep.Imports;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Import;

/// <summary>Stock counts that are imported: what lay there at a moment, whatever has moved since.</summary>
internal sealed class StockImports(InventoryDatabase database, CountUndo undo) : IImportTarget
{
    public static ImportKind Kind { get; } = new(
        "stock", "/api/products/stock", "product",
        new ImportDescription(
            "Import stock counts", "sku,quantity,countedAt\nTEA-300,38,2026-11-01T18:00:00Z\nTEA-400,25,2026-11-01T18:00:00Z\n",
            """{"sku":"TEA-300","quantity":38,"countedAt":"2026-11-01T18:00:00Z"}"""))
    {
        Parameters = TimeFormat.Parameters,
    };

    public FieldTable Fields => CountRow.Table;

    public ModuleDatabase Database => database;

    public int RowsOfRecord => 1;

    public Func<ImportRow, ImportRow, bool>? BelongTogether => null;

    public Refusal? Refuse(ImportOrder order)
    {
        var errors = new Errors();
        TimeFormat.Of(order, errors);
        return errors.ToRefusal();
    }

    public IImportUndo Undo => undo;

    public IImportWork Begin(ImportOrder order, long import) => new Upload(database, order, import);

    private sealed class Upload(InventoryDatabase database, ImportOrder order, long import) : IImportWork
    {
        private readonly TimeFormat _times = TimeFormat.Of(order, new Errors());

        public ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct)
        {
            var now = database.Clock.GetUtcNow();
            return ValueTask.FromResult<IReadyRows>(
                new CountBatch(database.Clock, import, order.Work, [.. rows.Select(row => CountRow.Of(row, order.Source, _times, now))]));
        }
    }
}
