using Lockstep.Contracts.Inventory;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory.Ledger;

/// <summary>What stands in the row of a product about its stock; the ledger alone writes it.</summary>
internal static class StockTable
{
    /// <summary>What has stock, in answers, history and events.</summary>
    public const string Owner = "product";

    private const string ById = "select on_hand, reserved from products where id = $1";

    /// <summary>The stock of a product; null when there is no such product.</summary>
    public static ValueTask<Stock?> FindAsync(IReader reader, long product) => reader.FirstAsync(ById, Read, product);

    /// <summary>The same for a write that decides by it: nobody else changes the product until that one has ended.</summary>
    public static ValueTask<Stock?> FindForUpdateAsync(ITransaction transaction, long product) =>
        transaction.FirstForUpdateAsync(ById, Read, product);

    private static Stock Read(Row row) => new(row.Int64(0), row.Int64(1));
}
