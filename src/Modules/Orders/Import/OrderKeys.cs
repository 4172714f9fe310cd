using Lockstep.Contracts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Import;

/// <summary>An order that was imported.</summary>
/// <param name="OrderId">The order; it may have been deleted since.</param>
/// <param name="ImportId">The newest import that had a row about it.</param>
/// <param name="Met">For each line of the order a bit: whether that import has had a row about it so far.</param>
internal sealed record OrderKey(long OrderId, long ImportId, byte[] Met);

/// <summary>Under which external ids orders were imported. Written under the lock of imports alone.</summary>
internal static class OrderKeys
{
    private static readonly string[] Columns = ["source", "external_id", "order_id", "import_id", "met"];

    /// <summary>Those of a source that are known under these external ids; the orders may have been deleted since.</summary>
    private static async ValueTask<IReadOnlyDictionary<string, OrderKey>> FindAsync(IReader reader, string source, IReadOnlyCollection<string> externalIds)
    {
        var rows = await reader.QueryAsync(
            $"select external_id, order_id, import_id, met from order_keys where source = $1 and {reader.Dialect.InTexts("external_id", "$2")}",
            static row => (Id: row.Text(0), Key: new OrderKey(row.Int64(1), row.Int64(2), row.Bytes(3))),
            source, SqlValue.List(externalIds));
        return rows.ToDictionary(row => row.Id, row => row.Key, StringComparer.Ordinal);
    }

    /// <summary>The same for keys of many sources.</summary>
    public static async ValueTask<Dictionary<ExternalKey, OrderKey>> FindAsync(IReader reader, IEnumerable<ExternalKey> keys)
    {
        var known = new Dictionary<ExternalKey, OrderKey>();
        foreach (var source in keys.GroupBy(key => key.Source, key => key.Id, StringComparer.Ordinal))
        {
            foreach (var (id, key) in await FindAsync(reader, source.Key, [.. source]))
            {
                known[new ExternalKey(source.Key, id)] = key;
            }
        }

        return known;
    }

    /// <summary>Notes down orders that are new under their keys.</summary>
    public static ValueTask InsertAsync(ITransaction transaction, IReadOnlyList<(ExternalKey Key, OrderKey Order)> keys) => transaction.InsertManyAsync(
        "order_keys", Columns,
        [.. keys.Select(key => (SqlValue[])[key.Key.Source, key.Key.Id, key.Order.OrderId, key.Order.ImportId, key.Order.Met])]);

    /// <summary>Notes down what an import has met, or which order a key means from now on.</summary>
    public static ValueTask UpdateAsync(ITransaction transaction, ExternalKey key, OrderKey order) => transaction.SendAsync(
        "update order_keys set order_id = $3, import_id = $4, met = $5 where source = $1 and external_id = $2",
        key.Source, key.Id, order.OrderId, order.ImportId, order.Met);
}
