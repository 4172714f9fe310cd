using System.Globalization;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Import;

/// <summary>The stock of a product as an import of counts left it, and as it was before.</summary>
internal static class ImportedStock
{
    private const string Moved = "Its stock moved since.";

    /// <summary>What the counts of an import of products belong to in the ledger.</summary>
    public static string OfProducts(long import) => string.Create(CultureInfo.InvariantCulture, $"product-import:{import}");

    /// <summary>What the counts of now of an import of counts belong to.</summary>
    public static string OfCounts(long import) => string.Create(CultureInfo.InvariantCulture, $"stock-import:{import}");

    /// <summary>The first movement of an import of products, and how many there are of one product.</summary>
    public static ValueTask<(long First, long Count)> FindAsync(IReader reader, long product, long import) => reader.FirstAsync(
        "select coalesce(min(id), 0), count(*) from stock_movements where product_id = $1 and operation_id like $2",
        static row => (row.Int64(0), row.Int64(1)), product, $"{OfProducts(import)}:%");

    /// <summary>Why a product whose first stock an import entered must stay; null when nothing else moved it.</summary>
    public static async ValueTask<string?> RefuseAsync(IReader reader, long product, long count) =>
        await CountAsync(reader, product, 0) == count ? null : Moved;

    /// <summary>
    /// Brings the stock back to what it was before some counts, by a movement of its own: what the ledger holds stays in it.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="product">The product, held for this write.</param>
    /// <param name="counts">The first of the counts, and how many there are.</param>
    /// <param name="import">What is undone, for example <c>stock-import:7</c>.</param>
    /// <param name="now">When.</param>
    /// <returns>Why it stays as it is; null when it is done.</returns>
    public static async ValueTask<string?> PutBackAsync(
        ITransaction transaction, Work work, Product product, (long First, long Count) counts, string import, DateTimeOffset now)
    {
        if (await CountAsync(transaction, product.Id, counts.First) != counts.Count)
        {
            return Moved;
        }

        var before = await transaction.FirstAsync(
            "select on_hand_after - on_hand_change from stock_movements where id = $1", static row => row.Int64(0), counts.First);
        if (before == product.Stock.OnHand)
        {
            return null;
        }

        var operation = string.Create(CultureInfo.InvariantCulture, $"undo:{import}:{product.Id}");
        var posting = new Posting(
            product.Id, operation, MovementKinds.Adjustment, before - product.Stock.OnHand, null, $"Undo of {import}", work.Actor);
        var (movement, refusal) = await StockWriter.PostAsync(transaction, product.Stock, posting, now);
        return movement is null ? $"The stock does not allow this. {refusal}" : null;
    }

    private static ValueTask<long> CountAsync(IReader reader, long product, long from) => reader.FirstAsync(
        "select count(*) from stock_movements where product_id = $1 and id >= $2", static row => row.Int64(0), product, from);
}
