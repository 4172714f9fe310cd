using System.Text.Json.Nodes;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Dialects;

/// <summary>
/// A stock that is one number both ways: what can still be ordered. What is said of it is a count of that and of what orders have
/// reserved; a number that comes back as it was read is none.
/// </summary>
internal static class StockNumber
{
    /// <summary>Changes what a body says of a product.</summary>
    /// <param name="id">The product.</param>
    /// <param name="read">The body as a patch, or why it can't be read.</param>
    /// <param name="field">The dialect's name of the number.</param>
    /// <param name="work">The work.</param>
    /// <param name="products">The writer.</param>
    /// <param name="database">The database.</param>
    public static Task<Answer> ChangeAsync(
        long id, (JsonObject? Patch, Refusal? Refusal) read, string field, Work work, ProductWriter products, InventoryDatabase database) =>
        read.Patch is { } patch
            ? PatchProduct.RunAsync(id, before => Counted(patch, field, before), work, products, database)
            : Task.FromResult<Answer>(read.Refusal!);

    private static JsonObject Counted(JsonObject patch, string field, Product before)
    {
        var counted = patch.DeepClone().AsObject();
        if (counted[field]?.GetValue<long>() is { } number and >= 0 and <= StockLedger.Max)
        {
            counted[field] = number + before.Stock.Reserved;
            _ = number == before.Stock.Available && counted.Remove(field);
        }

        return counted;
    }
}
