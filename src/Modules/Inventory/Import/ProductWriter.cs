using System.Globalization;
using Lockstep.Contracts.Inventory;
using Lockstep.Imports;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory.Import;

/// <summary>Brings one row into the tables, with everything that the single use cases would leave behind.</summary>
internal sealed class ProductWriter(ITransaction transaction, InventoryDatabase database, long import, string actor)
{
    private readonly DateTimeOffset _now = database.Clock.GetUtcNow();

    public async ValueTask<Verdict> WriteAsync(ProductRow row)
    {
        if (row.Fault is not null)
        {
            return Refused(row.Fault);
        }

        var byKey = row.Key is null ? null : await ProductKeys.FindAsync(transaction, row.Key);
        var bySku = row.Input.Sku is null ? null : await ProductKeys.FindBySkuAsync(transaction, row.Input.Sku);
        if (bySku is not null && (byKey is not null ? byKey.Id != bySku.Id : IsAnothers(row, bySku)))
        {
            return Refused(bySku.ExternalId is null
                ? $"sku: Is taken by product {bySku.Id}."
                : $"sku: Is taken by product {bySku.Id}, which has the external id {bySku.ExternalId}.");
        }

        var before = byKey ?? bySku;
        if (before is null && row is { Key: null, Input: { Sku: null, Name: not null } })
        {
            before = await ProductKeys.FindByNameAsync(transaction, row.Input.Name);
        }

        var verdict = before is null ? await CreateAsync(row) : await UpdateAsync(row, before);
        if (row.Key is not null && byKey is null && verdict.RecordId is { } product)
        {
            await ProductKeys.RememberAsync(transaction, row.Key, product);
        }

        return verdict;
    }

    private static bool IsAnothers(ProductRow row, Product holder) =>
        row.Key is not null && holder.ExternalId is not null && !string.Equals(holder.ExternalId, row.Key.Id, StringComparison.Ordinal);

    private static Verdict Refused(string why) => new(Outcome.Refused, null, why);

    private async ValueTask<Verdict> CreateAsync(ProductRow row)
    {
        var name = row.Input.Name ?? row.Input.Sku ?? (row.Key is null ? null : $"Product {row.Key.Id}");
        if (name is null || row.Input.Price is null)
        {
            return Refused(name is null ? "name: Must be given; a row needs a name, a sku or an external id." : "price: Must be given for a new product.");
        }

        var sku = row.Input.Sku ?? await CreateProduct.MakeSkuAsync(transaction, SkuMaker.Stem(name));
        var inserted = await ProductTable.InsertAsync(transaction, ProductRules.With(row.Input with { Name = name }, null, sku, _now));
        var (product, problem) = await WriteOf(row, row.Input).CountAsync(transaction, inserted, _now);
        var json = ProductTable.ToJson(product);
        await database.Log.AppendAsync<ProductCreated>(transaction, new RecordChange(
            ProductTable.Kind, product.Id, 1, ChangeKind.Created, actor, _now, ProductRules.Changed(null, product), json));
        return problem is null ? new Verdict(Outcome.Created, product.Id) : throw new InvalidOperationException("The first count of a product is never refused.");
    }

    private async ValueTask<Verdict> UpdateAsync(ProductRow row, Product before)
    {
        var input = row.Over(before);
        var counted = before;
        if (input.Count is { } count && count != before.Stock.OnHand)
        {
            (counted, var problem) = await WriteOf(row, input).CountAsync(transaction, before, _now);
            if (problem is not null)
            {
                return Refused($"stock: {problem.Detail}");
            }
        }

        var after = ProductRules.With(input, counted, input.Sku!, _now);
        var fields = ProductRules.Changed(before, after);
        if (fields.Length > 0)
        {
            await ProductTable.UpdateAsync(transaction, after);
            await database.Log.AppendAsync<ProductChanged>(transaction, new RecordChange(
                ProductTable.Kind, after.Id, after.Version, ChangeKind.Changed, actor, _now, fields, ProductTable.ToJson(after)));
        }

        var all = ReferenceEquals(counted, before) ? fields : fields.Length == 0 ? "stock" : $"{fields},stock";
        return all.Length == 0 ? new Verdict(Outcome.Unchanged, before.Id) : new Verdict(Outcome.Updated, before.Id, all);
    }

    /// <summary>The row of the import is the operation: it enters the ledger once, however often it is tried.</summary>
    private ProductWrite WriteOf(ProductRow row, ProductInput input) =>
        new(input, actor, string.Create(CultureInfo.InvariantCulture, $"product-import:{import}:{row.Number}"));
}
