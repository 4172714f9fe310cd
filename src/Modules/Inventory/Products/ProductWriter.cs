using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Products;

/// <summary>
/// The one writer of products, whatever door a change comes through: checked, held against what its caller may, written, and noted down
/// with its history and event. A count that comes along enters the ledger. It refuses before its first statement that writes, for what is
/// answered is also committed.
/// </summary>
internal sealed class ProductWriter(InventoryDatabase database, IdSource ids)
{
    private static readonly RecordTable<Product, ProductInput> Table = ProductRecord.Table;

    /// <summary>Why an input can't be written at all, whatever is in the tables; null when it can.</summary>
    public static Refusal? Refuse(Work work, ProductInput input) =>
        Check(input).ToRefusal() ?? (input.Count is null ? null : work.RefuseUnless(Permissions.StockWrite));

    /// <summary>What is wrong with an input, whatever is in the tables.</summary>
    public static Errors Check(ProductInput input)
    {
        var errors = Table.Check(input);
        if (input.Count is < 0 or > StockLedger.Max)
        {
            errors.Add(input.CountField, $"Must be a whole number from 0 to {StockLedger.Max}.");
        }

        if (input.Stock is { } stock && input.Quantity is { } quantity && stock != quantity)
        {
            errors.Add("quantity", "Differs from stock, which means the same; give one of them.");
        }

        return errors;
    }

    /// <summary>Makes a product.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="input">The product; without a SKU it gets one that is made from its name.</param>
    /// <param name="operation">Under which id the count enters the ledger, once; null for an id of its own.</param>
    /// <param name="isKeyed">Whether the door has looked up the external id already.</param>
    public async ValueTask<Written<Product>> CreateAsync(
        ITransaction transaction, Work work, ProductInput input, string? operation = null, bool isKeyed = false)
    {
        if ((Refuse(work, input) ?? Table.ReadCustom(database.Custom, work, input, null)) is { } refusal)
        {
            return refusal;
        }

        if (!isKeyed && await RefuseTakenAsync(transaction, input, 0) is { } taken)
        {
            return taken;
        }

        var sku = input.Sku ?? await MakeSkuAsync(transaction, SkuMaker.Stem(input.Name!));
        if (await FindHolderAsync(transaction, sku) is not 0 and var holder)
        {
            return SkuTaken(holder);
        }

        var now = database.Clock.GetUtcNow();
        var inserted = await Table.TryInsertAsync(transaction, Table.New(input with { Sku = sku }, now))
            ?? throw new UniqueViolationException(Table.Name);
        var (product, impossible) = await CountAsync(transaction, work, inserted, input, operation, now);
        if (impossible is not null)
        {
            throw new InvalidOperationException("The first count of a product is never refused.");
        }

        var change = Table.Created(product, work);
        await database.Log.AppendAsync<ProductCreated>(transaction, change);
        return new Written<Product>(product, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>
    /// Brings a product into a new state; when nothing differs, no new version is written. Its stock has its own ledger: a count that
    /// comes along is told as the field <c>stock</c>, but makes no version.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="before">The product, held for this write.</param>
    /// <param name="input">What it is to become; without SKU and currency it keeps those.</param>
    /// <param name="operation">Under which id the count enters the ledger, once; null for an id of its own.</param>
    /// <param name="isKeyed">Whether the door has looked up the external id already.</param>
    public async ValueTask<Written<Product>> ChangeAsync(
        ITransaction transaction, Work work, Product before, ProductInput input, string? operation = null, bool isKeyed = false)
    {
        var sku = input.Sku ?? before.Sku;
        if ((Refuse(work, input) ?? Table.ReadCustom(database.Custom, work, input, before) ?? await RefuseSkuAsync(transaction, sku, before)
            ?? await RefuseCountAsync(transaction, work, before, input)) is { } refusal)
        {
            return refusal;
        }

        var isRenamed = !isKeyed && (before.ExternalId, before.Source) != (input.ExternalId, input.Source);
        if (isRenamed && await RefuseTakenAsync(transaction, input, before.Id) is { } taken)
        {
            return taken;
        }

        var now = database.Clock.GetUtcNow();
        var (counted, impossible) = await CountAsync(transaction, work, before, input, operation, now);
        if (impossible is not null)
        {
            return impossible;
        }

        var after = Table.Next(counted, input, now);
        var fields = Table.Changed(before, after);
        var told = input.Count is null ? fields : fields.Length == 0 ? "stock" : $"{fields},stock";
        if (fields.Length == 0)
        {
            return new Written<Product>(counted, Table.ToJson(counted), told);
        }

        await Table.UpdateAsync(transaction, before, after);
        var change = Table.Updated(after, work, fields);
        await database.Log.AppendAsync<ProductChanged>(transaction, change);
        return new Written<Product>(after, change.Data!, told);
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
        await Table.DeleteAsync(transaction, product, now);
        await database.Log.AppendAsync<ProductDeleted>(transaction, Table.Deleted(product, work, now));
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
        return await SkuMaker.FreeAsync(stem, async sku => await FindHolderAsync(transaction, sku) != 0);
    }

    private static async ValueTask<Refusal?> RefuseSkuAsync(ITransaction transaction, string sku, Product before) =>
        await FindHolderAsync(transaction, sku) is var holder && holder != 0 && holder != before.Id ? SkuTaken(holder) : null;

    private static ValueTask<Refusal?> RefuseCountAsync(ITransaction transaction, Work work, Product before, ProductInput input) =>
        input.Count is null
            ? ValueTask.FromResult<Refusal?>(null)
            : StockTable.RefuseStaleAsync(transaction, work, before.Id, before.Version, before.Stock);

    /// <summary>The id of the product that holds a SKU; 0 when it is free.</summary>
    private static ValueTask<long> FindHolderAsync(IReader reader, string sku) => reader.FirstAsync(
        "select id from products where sku_key = $1", static row => row.Int64(0), Keys.Fold(sku));

    /// <summary>
    /// A 409 when another product has the external id, in the same system, or where one of both names none. Two that ask for the same id
    /// wait for each other.
    /// </summary>
    private static async ValueTask<Refusal?> RefuseTakenAsync(ITransaction transaction, ProductInput input, long otherThan)
    {
        if (Keys.Fold(input.ExternalId) is not { } key)
        {
            return null;
        }

        await ExternalIdLocks.TakeAsync(transaction, ProductRecord.Kind, [key]);
        var holder = await transaction.FirstAsync(
            """
            select id from products where external_key = $1 and id <> $2 and ($3 is null or source_key is null or source_key = $3)
            order by id limit 1
            """,
            static row => row.Int64(0),
            key,
            otherThan,
            Keys.Fold(input.Source)
        );
        return holder == 0
            ? null
            : new Refusal(
                RefusalCode.Conflict, $"Product {holder} has this externalId already: /api/products/{holder}.", "externalId",
                $"Is taken by product {holder}.");
    }

    /// <summary>Names the product that holds the SKU.</summary>
    private static Refusal SkuTaken(long holder) =>
        new(RefusalCode.Conflict, $"Product {holder} has this sku already.", "sku", $"Is taken by product {holder}.");
}
