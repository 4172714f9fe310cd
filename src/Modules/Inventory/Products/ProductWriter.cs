using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Products;

/// <summary>
/// The one writer of products, whatever door a change comes through: checked, held against what its caller may, written, and noted down
/// with
/// its history and event. A count that comes along enters the ledger. It refuses before its first statement that writes, for what is
/// answered
/// is also committed.
/// </summary>
internal sealed class ProductWriter(InventoryDatabase database, IdSource ids)
{
    /// <summary>Why an input can't be written at all, whatever is in the tables; null when it can.</summary>
    public static Refusal? Refuse(Work work, ProductInput input) =>
        ProductRules.Check(input).ToRefusal() ?? (input.Count is null ? null : work.RefuseUnless(Permissions.StockWrite));

    /// <summary>Makes a product.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="input">The product; without a SKU it gets one that is made from its name.</param>
    /// <param name="operation">Under which id the count enters the ledger, once; null for an id of its own.</param>
    public async ValueTask<Written<Product>> CreateAsync(ITransaction transaction, Work work, ProductInput input, string? operation = null)
    {
        if (Refuse(work, input) is { } refusal)
        {
            return refusal;
        }

        var sku = input.Sku ?? await MakeSkuAsync(transaction, SkuMaker.Stem(input.Name!));
        if (await ProductTable.FindHolderAsync(transaction, sku) is not 0 and var holder)
        {
            return SkuTaken(holder);
        }

        var now = database.Clock.GetUtcNow();
        var inserted = await ProductTable.InsertAsync(transaction, ProductRules.With(input, null, sku, now));
        var (product, impossible) = await CountAsync(transaction, work, inserted, input, operation, now);
        if (impossible is not null)
        {
            throw new InvalidOperationException("The first count of a product is never refused.");
        }

        var (json, fields) = (ProductTable.ToJson(product), ProductRules.Changed(null, product));
        await database.Log.AppendAsync<ProductCreated>(transaction, new RecordChange(
            ProductTable.Kind, product.Id, 1, ChangeKind.Created, work.Actor, now, fields, json));
        return new Written<Product>(product, json, fields) { IsNew = true };
    }

    /// <summary>
    /// Brings a product into a new state; when nothing differs, no new version is written. Its stock has its own ledger: a count that comes
    /// along
    /// is told as the field <c>stock</c>, but makes no version.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="before">The product, held for this write.</param>
    /// <param name="input">What it is to become; without SKU and currency it keeps those.</param>
    /// <param name="operation">Under which id the count enters the ledger, once; null for an id of its own.</param>
    public async ValueTask<Written<Product>> ChangeAsync(
        ITransaction transaction, Work work, Product before, ProductInput input, string? operation = null)
    {
        var sku = input.Sku ?? before.Sku;
        if ((Refuse(work, input) ?? await RefuseSkuAsync(transaction, sku, before)) is { } refusal)
        {
            return refusal;
        }

        var now = database.Clock.GetUtcNow();
        var (counted, impossible) = await CountAsync(transaction, work, before, input, operation, now);
        if (impossible is not null)
        {
            return impossible;
        }

        var after = ProductRules.With(input, counted, sku, now);
        var fields = ProductRules.Changed(before, after);
        var told = input.Count is null ? fields : fields.Length == 0 ? "stock" : $"{fields},stock";
        if (fields.Length == 0)
        {
            return new Written<Product>(counted, ProductTable.ToJson(counted), told);
        }

        await ProductTable.UpdateAsync(transaction, after);
        var json = ProductTable.ToJson(after);
        await database.Log.AppendAsync<ProductChanged>(transaction, new RecordChange(
            ProductTable.Kind, after.Id, after.Version, ChangeKind.Changed, work.Actor, now, fields, json));
        return new Written<Product>(after, json, told);
    }

    /// <summary>Removes a product; a tombstone and its ledger stay.</summary>
    /// <returns>A refusal while some of it is reserved; null when it is gone.</returns>
    public async ValueTask<Refusal?> DeleteAsync(ITransaction transaction, Work work, Product product)
    {
        if (product.Stock.Reserved > 0)
        {
            return new Refusal(
                RefusalCode.Conflict, $"{product.Stock.Reserved} of product {product.Id} are reserved; release or ship them first.");
        }

        var now = database.Clock.GetUtcNow();
        await ProductTable.DeleteAsync(transaction, product, now);
        await database.Log.AppendAsync<ProductDeleted>(transaction, new RecordChange(
            ProductTable.Kind, product.Id, product.Version + 1, ChangeKind.Deleted, work.Actor, now, "", null));
        return null;
    }

    /// <summary>Enters the count that an input may hold; the product with its new stock.</summary>
    private async ValueTask<(Product Product, Refusal? Refusal)> CountAsync(
        ITransaction transaction, Work work, Product product, ProductInput input, string? operation, DateTimeOffset now)
    {
        if (input.Count is not { } count)
        {
            return (product, null);
        }

        var posting = new Posting(product.Id, operation ?? $"count:{ids.Next()}", MovementKinds.Count, count, null, null, work.Actor);
        var (movement, refusal) = await StockWriter.PostAsync(transaction, product.Stock, posting, now);
        return movement is null
            ? (product, StockWriter.Conflict(input.CountField, refusal!))
            : (product with { Stock = movement.Stock }, null);
    }

    /// <summary>One write of a stem at a time: many at the same moment would all find the same one free.</summary>
    private static async ValueTask<string> MakeSkuAsync(ITransaction transaction, string stem)
    {
        await transaction.LockAsync($"sku {stem}");
        return await SkuMaker.FreeAsync(stem, async sku => await ProductTable.FindHolderAsync(transaction, sku) != 0);
    }

    private static async ValueTask<Refusal?> RefuseSkuAsync(ITransaction transaction, string sku, Product before) =>
        await ProductTable.FindHolderAsync(transaction, sku) is var holder && holder != 0 && holder != before.Id ? SkuTaken(holder) : null;

    /// <summary>Names the product that holds the SKU.</summary>
    private static Refusal SkuTaken(long holder) =>
        new(RefusalCode.Conflict, $"Product {holder} has this sku already.", "sku", $"Is taken by product {holder}.");
}
