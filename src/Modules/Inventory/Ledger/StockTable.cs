using System.Text.Json;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

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

    /// <summary>The version of the product, which its stock moves without.</summary>
    public static ValueTask<long> VersionAsync(IReader reader, long product) =>
        reader.FirstAsync("select version from products where id = $1", static row => row.Int64(0), product);

    /// <summary>
    /// A 412 when a figure of stock is to be written on another stock than its caller read: as the whole ETag names it, or, by who names a
    /// version alone, as it was when that version was written.
    /// </summary>
    public static async ValueTask<Refusal?> RefuseStaleAsync(IReader reader, Work work, long product, long version, Stock stock) =>
        work.RefuseStale(version, stock.OnHand) is { } stale
        && !(work.Expected!.HasAlone(version) && await WrittenAsync(reader, product, version) == stock.OnHand)
            ? stale
            : null;

    private static async ValueTask<long?> WrittenAsync(IReader reader, long product, long version) =>
        await reader.FirstAsync(
            "select data from history_data where kind = $1 and record_id = $2 and version = $3", static row => row.Bytes(0), Owner, product,
            version)
            is { } data
            ? JsonSerializer.Deserialize(data, ContractsJson.Wire.Product)?.Stock.OnHand
            : null;

    private static Stock Read(Row row) => new(row.Int64(0), row.Int64(1));
}
