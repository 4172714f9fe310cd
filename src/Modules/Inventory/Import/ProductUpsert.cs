using System.Globalization;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Products;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Import;

/// <summary>Finds the product that a row of a file, or the write of a flow, is about, and has it made or changed.</summary>
/// <param name="products">The writer.</param>
/// <param name="transaction">The write.</param>
/// <param name="work">Who wants it.</param>
/// <param name="operation">
/// What the rows belong to, for example <c>product-import:7</c>: with its number a row is an operation, whose count enters the ledger once,
/// however often it is tried.
/// </param>
/// <param name="byName">
/// Whether a row without keys is about the product of its name: in files it is; a flow knows its record by other means.
/// </param>
internal sealed class ProductUpsert(ProductWriter products, ITransaction transaction, Work work, string operation, bool byName)
{
    /// <summary>Writes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="known">The product that it is known to be about, whatever its keys say; null when its keys decide.</param>
    public async ValueTask<Written<Product>> WriteAsync(ProductRow row, Product? known = null)
    {
        if (row.Fault is not null)
        {
            return row.Fault;
        }

        var byKey = known ?? (row.Key is null ? null : await ProductKeys.FindAsync(transaction, row.Key));
        var bySku = row.Input.Sku is null ? null : await ProductKeys.FindBySkuAsync(transaction, row.Input.Sku);
        if (bySku is not null && (byKey is not null ? byKey.Id != bySku.Id : IsAnothers(row, bySku)))
        {
            return Taken(bySku);
        }

        var before = byKey ?? bySku;
        if (byName && before is null && row is { Key: null, Input: { Sku: null, Name: not null } })
        {
            before = await ProductKeys.FindByNameAsync(transaction, row.Input.Name);
        }

        var written = before is null ? await CreateAsync(row) : await ChangeAsync(row, before);
        if (row.Key is not null && byKey is null && written.Record is { } product)
        {
            await ProductKeys.RememberAsync(transaction, row.Key, product.Id);
        }

        return written;
    }

    private static bool IsAnothers(ProductRow row, Product holder) =>
        row.Key is not null
        && holder.ExternalId is not null
        && !string.Equals(Keys.Fold(holder.ExternalId), Keys.Fold(row.Key.Id), StringComparison.Ordinal);

    private static Refusal Taken(Product holder) => new(
        RefusalCode.Conflict,
        $"Product {holder.Id} has this sku already.",
        "sku",
        holder.ExternalId is null
            ? $"Is taken by product {holder.Id}."
            : $"Is taken by product {holder.Id}, which has the external id {holder.ExternalId}.");

    private async ValueTask<Written<Product>> CreateAsync(ProductRow row)
    {
        var name = row.Input.Name ?? row.Input.Sku ?? (row.Key is null ? null : $"Product {row.Key.Id}");
        if (name is null || row.Input.Price is null)
        {
            return name is null
                ? Refusal.Invalid("name", "Must be given; a row needs a name, a sku or an external id.")
                : Refusal.Invalid("price", "Must be given for a new product.");
        }

        return await products.CreateAsync(
            transaction,
            work,
            row.Input with { Name = name },
            OperationOf(row),
            isKeyed: row.Key is not null);
    }

    /// <summary>A count that says what is there already is no movement.</summary>
    private ValueTask<Written<Product>> ChangeAsync(ProductRow row, Product before)
    {
        var input = row.Over(before);
        return products.ChangeAsync(
            transaction, work, before, input.Count == before.Stock.OnHand ? input with { Stock = null } : input, OperationOf(row),
            isKeyed: row.Key is not null);
    }

    private string OperationOf(ProductRow row) => string.Create(CultureInfo.InvariantCulture, $"{operation}:{row.Number}");
}
