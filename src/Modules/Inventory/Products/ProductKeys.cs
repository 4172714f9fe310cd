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
        $"select {ProductRecord.Table.Columns} from products where sku_key = $1", ProductRecord.Table.Read, TextRules.Fold(sku));

    /// <summary>The oldest product of exactly this name.</summary>
    public static ValueTask<Product?> FindByNameAsync(ITransaction transaction, string name) => transaction.FirstForUpdateAsync(
        $"select {ProductRecord.Table.Columns} from products where name_key = $1 and name = $2 order by id limit 1",
            ProductRecord.Table.Read, TextRules.Fold(name), name);

    /// <summary>The id of the product, or 0 when there is none (any more).</summary>
    public static ValueTask<long> FindIdAsync(IReader reader, ExternalKey key) => reader.FirstAsync(
        "select p.id from product_keys k join products p on p.id = k.product_id where k.source = $1 and k.external_id = $2",
        static row => row.Int64(0), key.Source, key.Id);

    /// <summary>Those of a source with any of these external ids, as pairs of external id and product id.</summary>
    public static ValueTask<IReadOnlyList<(string ExternalId, long ProductId)>> FindIdsAsync(
        IReader reader, string source, IEnumerable<string> externalIds) =>
        reader.QueryAsync(
            $"select external_id, product_id from product_keys where source = $1 and {reader.Dialect.InTexts("external_id", "$2")}",
            static row => (row.Text(0), row.Int64(1)), source, SqlValue.List(externalIds));

    /// <summary>Keeps the products that the rows of a batch are about, before they are looked at in the order of the file.</summary>
    public static async ValueTask HoldAsync(ITransaction transaction, IEnumerable<long> ids, IEnumerable<ExternalKey> keys,
        IEnumerable<string> skus)
    {
        var all = ids.ToList();
        foreach (var source in keys.GroupBy(static key => key.Source, static key => key.Id, StringComparer.Ordinal))
        {
            all.AddRange((await FindIdsAsync(transaction, source.Key, source)).Select(static one => one.ProductId));
        }

        var folded = skus.Select(static sku => TextRules.Fold(sku)!).ToList();
        if (folded.Count > 0)
        {
            all.AddRange(await transaction.QueryAsync(
                $"select id from products where {transaction.Dialect.InTexts("sku_key", "$1")}", static row =>
                    row.Int64(0), SqlValue.List(folded)));
        }

        await ProductRecord.Table.HoldAsync(transaction, all);
    }

    public static ValueTask RememberAsync(ITransaction transaction, ExternalKey key, long product) => transaction.SendAsync(
        """
        insert into product_keys (source, external_id, product_id) values ($1, $2, $3)
        on conflict (source, external_id) do update set product_id = excluded.product_id
        """,
        key.Source, key.Id, product);
}
