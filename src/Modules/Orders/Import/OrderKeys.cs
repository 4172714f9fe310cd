using Lockstep.Contracts;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

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
    private static async ValueTask<IReadOnlyDictionary<string, OrderKey>> FindAsync(
        IReader reader, string source, IReadOnlyCollection<string> externalIds)
    {
        var rows = await reader.QueryAsync(
            "select external_id, order_id, import_id, met from order_keys where source = $1 and "
                + $"{reader.Dialect.InTexts("external_id", "$2")}",
            static row => (Id: row.Text(0), Key: new OrderKey(row.Int64(1), row.Int64(2), row.Bytes(3))),
            source, SqlValue.List(externalIds));
        var imported = rows.ToDictionary(row => row.Id, row => row.Key, StringComparer.Ordinal);
        var orders = await OrdersAsync(reader, source, externalIds);
        foreach (var id in externalIds)
        {
            // An order that came in through another door is the same order. What is noted down of another one is of an order that is gone.
            if (orders.TryGetValue(Keys.Fold(id)!, out var order) && imported.GetValueOrDefault(id)?.OrderId != order)
            {
                imported[id] = new OrderKey(order, 0, []);
            }
        }

        return imported;
    }

    /// <summary>The orders of these external ids, of the source itself or of no system in particular, by folded id.</summary>
    private static async ValueTask<Dictionary<string, long>> OrdersAsync(IReader reader, string source, IEnumerable<string> externalIds)
    {
        var found = await reader.QueryAsync(
            $"""
            select external_key, id from orders
            where {reader.Dialect.InTexts("external_key", "$2")} and (source_key is null or source_key = $1)
            order by case when source_key is null then 1 else 0 end, id
            """,
            static row => (Key: row.Text(0), Id: row.Int64(1)), Keys.Fold(source), SqlValue.List(externalIds.Select(Keys.Fold)!));
        return found.DistinctBy(static one => one.Key, StringComparer.Ordinal)
            .ToDictionary(static one => one.Key, static one => one.Id, StringComparer.Ordinal);
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
    public static ValueTask InsertAsync(ITransaction transaction, IReadOnlyList<(ExternalKey Key, OrderKey Order)> keys) =>
        transaction.InsertManyAsync(
            "order_keys", Columns,
            [.. keys.Select(key => (SqlValue[])[key.Key.Source, key.Key.Id, key.Order.OrderId, key.Order.ImportId, key.Order.Met])]);

    /// <summary>Notes down what an import has met, or which order a key means from now on.</summary>
    public static ValueTask UpdateAsync(ITransaction transaction, ExternalKey key, OrderKey order) => transaction.SendAsync(
        """
        insert into order_keys (source, external_id, order_id, import_id, met) values ($1, $2, $3, $4, $5)
        on conflict (source, external_id) do update set order_id = excluded.order_id, import_id = excluded.import_id, met = excluded.met
        """,
        key.Source, key.Id, order.OrderId, order.ImportId, order.Met);
}
