using System.Globalization;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory.Import;

/// <summary>Some rows of an import of stock counts that are committed together.</summary>
internal sealed class ReadyCounts(InventoryDatabase database, long import, string actor, IReadOnlyList<CountRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var now = database.Clock.GetUtcNow();
        var verdicts = new Verdict[rows.Count];
        for (var index = 0; index < rows.Count; index++)
        {
            verdicts[index] = rows[index].Fault is { } fault ? new Verdict(Outcome.Refused, null, fault) : await WriteAsync(transaction, rows[index], now);
        }

        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;

    private async ValueTask<Verdict> WriteAsync(ITransaction transaction, CountRow row, DateTimeOffset now)
    {
        if (await FindAsync(transaction, row.Product!) is not { } product)
        {
            return new Verdict(Outcome.Refused, null, Unknown(row.Product!));
        }

        var posting = new Posting(product.Id, OperationOf(row, product.Id), MovementKinds.Count, row.Quantity, row.CountedAt, null, actor);
        var isKnown = row.CountedAt is null ? product.Stock.OnHand == row.Quantity : await MovementTable.FindAsync(transaction, posting.OperationId) is not null;
        if (isKnown)
        {
            return new Verdict(Outcome.Unchanged, product.Id);
        }

        var (movement, refusal) = await PostMovement.ApplyAsync(transaction, product.Stock, posting, now);
        return movement is null ? new Verdict(Outcome.Refused, null, $"quantity: {refusal}") : new Verdict(Outcome.Updated, product.Id, "stock");
    }

    /// <summary>A count of a moment is the same one in whichever file it comes; one of now belongs to the row of this import.</summary>
    private string OperationOf(CountRow row, long product) => row.CountedAt is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"counted:{product}:{at.ToUnixTimeMilliseconds()}:{row.Quantity}")
        : string.Create(CultureInfo.InvariantCulture, $"stock-import:{import}:{row.Number}");

    private static ValueTask<Product?> FindAsync(ITransaction transaction, ProductKey key) => key switch
    {
        { Id: { } id } => ProductTable.FindForUpdateAsync(transaction, id),
        { External: { } external } => ProductKeys.FindAsync(transaction, external),
        _ => ProductKeys.FindBySkuAsync(transaction, key.Sku!),
    };

    private static string Unknown(ProductKey key) => key switch
    {
        { Id: { } id } => $"productId: There is no product {id}.",
        { External: { } external } => $"externalId: There is no product {external.Id} of {external.Source}.",
        _ => $"sku: There is no product {key.Sku}.",
    };
}
