using Lockstep.Contracts;
using Lockstep.Contracts.Inventory;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Products;

/// <summary>Which product an imported row, or another module, is about. What a write decides by is held until its commit.</summary>
internal static class ProductKeys
{
    public static async ValueTask<Product?> FindAsync(ITransaction transaction, ExternalKey key)
    {
        var id = await FindIdAsync(transaction, key);
        return id == 0 ? null : await ProductRecord.Table.FindForUpdateAsync(transaction, id);
    }

    public static ValueTask<Product?> FindBySkuAsync(ITransaction transaction, string sku) => transaction.FirstForUpdateAsync(
        $"select {ProductRecord.Table.Columns} from products where sku_key = $1", ProductRecord.Table.Read, Keys.Fold(sku));

    /// <summary>The oldest product of exactly this name.</summary>
    public static ValueTask<Product?> FindByNameAsync(ITransaction transaction, string name) => transaction.FirstForUpdateAsync(
        $"select {ProductRecord.Table.Columns} from products where name_key = $1 and name = $2 order by id limit 1",
            ProductRecord.Table.Read, TextRules.Fold(name), name);

    /// <summary>
    /// The id of the product, or 0 when there is none (any more): under the key of an import, else under its own, else under the same id of
    /// no system in particular.
    /// </summary>
    public static async ValueTask<long> FindIdAsync(IReader reader, ExternalKey key) =>
        (await FindIdsAsync(reader, key.Source, [key.Id])).Select(static found => found.ProductId).FirstOrDefault();

    /// <summary>Those of a source with any of these external ids, as pairs of external id and product id.</summary>
    public static async ValueTask<IReadOnlyList<(string ExternalId, long ProductId)>> FindIdsAsync(
        IReader reader, string source, IReadOnlyCollection<string> externalIds)
    {
        var imported = await reader.QueryAsync(
            $"""
            select k.external_id, p.id from product_keys k join products p on p.id = k.product_id
            where k.source = $1 and {reader.Dialect.InTexts("k.external_id", "$2")}
            """,
            static row => (ExternalId: row.Text(0), ProductId: row.Int64(1)),
            Keys.Clean(source),
            SqlValue.List(externalIds.Select(Keys.Clean)!)
        );
        var known = imported.ToDictionary(static one => one.ExternalId, static one => one.ProductId, StringComparer.Ordinal);
        var others = externalIds.Where(id => !known.ContainsKey(Keys.Clean(id)!)).ToList();
        var own = others.Count == 0 ? [] : await OwnAsync(reader, source, others);
        return
        [
            .. externalIds
                .Distinct(StringComparer.Ordinal)
                .Select(id =>
                    (Id: id, Product: known.TryGetValue(Keys.Clean(id)!, out var one) ? one : own.GetValueOrDefault(Keys.Fold(id)!))
                )
                .Where(static found => found.Product != 0),
        ];
    }

    /// <summary>Those that have the ids themselves, by folded id.</summary>
    private static async ValueTask<Dictionary<string, long>> OwnAsync(IReader reader, string source, IEnumerable<string> externalIds)
    {
        var own = await reader.QueryAsync(
            $"""
            select external_key, id from products
            where {reader.Dialect.InTexts("external_key", "$2")} and (source_key is null or source_key = $1)
            order by case when source_key is null then 1 else 0 end, id
            """,
            static row => (Key: row.Text(0), Id: row.Int64(1)), Keys.Fold(source), SqlValue.List(externalIds.Select(Keys.Fold)!));
        return own.DistinctBy(static one => one.Key, StringComparer.Ordinal)
            .ToDictionary(static one => one.Key, static one => one.Id, StringComparer.Ordinal);
    }

    /// <summary>Keeps the products that the rows of a batch are about, before they are looked at in the order of the file.</summary>
    public static async ValueTask HoldAsync(ITransaction transaction, IEnumerable<long> ids, IEnumerable<ExternalKey> keys,
        IEnumerable<string> skus)
    {
        var all = ids.ToList();
        foreach (var source in keys.GroupBy(static key => key.Source, static key => key.Id, StringComparer.Ordinal))
        {
            all.AddRange((await FindIdsAsync(transaction, source.Key, [.. source])).Select(static one => one.ProductId));
        }

        var folded = skus.Select(static sku => Keys.Fold(sku)!).ToList();
        if (folded.Count > 0)
        {
            all.AddRange(await transaction.QueryAsync(
                $"select id from products where {transaction.Dialect.InTexts("sku_key", "$1")}", static row =>
                    row.Int64(0), SqlValue.List(folded)));
        }

        await ProductRecord.Table.HoldAsync(transaction, all);
    }

    /// <summary>A product that gives an external id back is not found by it any more.</summary>
    public static ValueTask ForgetAsync(ITransaction transaction, Product product, Product before) =>
        product.ExternalId is null || (product.ExternalId, product.Source) == (before.ExternalId, before.Source)
            ? ValueTask.CompletedTask
            : transaction.SendAsync(
                "delete from product_keys where product_id = $1 and external_id = $2 and source = $3",
                product.Id, Keys.Clean(product.ExternalId), Keys.Clean(product.Source));

    public static ValueTask RememberAsync(ITransaction transaction, ExternalKey key, long product) => transaction.SendAsync(
        """
        insert into product_keys (source, external_id, product_id) values ($1, $2, $3)
        on conflict (source, external_id) do update set product_id = excluded.product_id
        """,
        Keys.Clean(key.Source), Keys.Clean(key.Id), product);
}
