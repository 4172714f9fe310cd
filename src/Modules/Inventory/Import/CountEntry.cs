using System.Globalization;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Products;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Import;

/// <summary>Enters what a row of a file, or the write of a flow, says was counted.</summary>
internal static class CountEntry
{
    /// <summary>Enters a count; the product with its new stock, and the number of the movement, 0 for none.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="row">What was counted.</param>
    /// <param name="operation">The id of a count of now; one of a moment is the same one wherever it comes from.</param>
    /// <param name="now">When it is entered.</param>
    public static async ValueTask<(Written<Product> Product, long Movement)> WriteAsync(
        ITransaction transaction, Work work, CountRow row, string operation, DateTimeOffset now)
    {
        if (row.Fault is not null)
        {
            return (row.Fault, 0);
        }

        if (await FindAsync(transaction, row.Product!) is not { } product)
        {
            return (Unknown(row.Product!), 0);
        }

        var id = row.CountedAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"counted:{product.Id}:{at.ToUnixTimeMilliseconds()}:{row.Quantity}")
            : operation;
        var isKnown = row.CountedAt is null
            ? product.Stock.OnHand == row.Quantity
            : await MovementTable.FindAsync(transaction, id) is not null;
        if (isKnown)
        {
            return (new Written<Product>(product, [], ""), 0);
        }

        var posting = new Posting(product.Id, id, MovementKinds.Count, row.Quantity, row.CountedAt, null, work.Actor);
        var (movement, refusal) = await StockWriter.PostAsync(transaction, product.Stock, posting, now);
        return movement is null
            ? (StockWriter.Conflict("quantity", refusal!), 0)
            : (new Written<Product>(
                product with { Stock = movement.Stock }, [],
                movement.Stock.Shortage is > 0 and var missing
                    ? $"stock ({missing} fewer than are reserved, see /api/products/shortages)"
                    : "stock"), movement.Id);
    }

    private static ValueTask<Product?> FindAsync(ITransaction transaction, ProductKey key) => key switch
    {
        { Id: { } id } => ProductRecord.Table.FindForUpdateAsync(transaction, id),
        { External: { } external } => ProductKeys.FindAsync(transaction, external),
        _ => ProductKeys.FindBySkuAsync(transaction, key.Sku!),
    };

    private static Refusal Unknown(ProductKey key) => key switch
    {
        { Id: { } id } => Refusal.Of(RefusalCode.NotFound, "productId", $"There is no product {id}."),
        { External: { } external } => Refusal.Of(
            RefusalCode.NotFound, "externalId", $"There is no product {external.Id} of {external.Source}."),
        _ => Refusal.Of(RefusalCode.NotFound, "sku", $"There is no product {key.Sku}."),
    };
}
