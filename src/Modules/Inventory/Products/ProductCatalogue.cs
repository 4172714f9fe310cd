using Lockstep.Contracts;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Products;

/// <summary>Products by id or SKU for other modules, however many in one read.</summary>
internal sealed class ProductCatalogue(InventoryDatabase database) : IProductCatalogue
{
    private const string Columns = "id, sku, name, price, currency, status";

    public ValueTask<IReadOnlyList<CatalogueProduct?>> FindAsync(IReadOnlyList<ProductKey> keys, CancellationToken ct) =>
        database.Store.ReadAsync<IReadOnlyList<CatalogueProduct?>>(
            async reader =>
            {
                var imported = await ImportedAsync(reader, keys);
                var byId = await ByIdAsync(
                    reader, [.. keys.Where(key => key.Id is not null).Select(key => key.Id!.Value), .. imported.Values]);
                var bySku = await BySkuAsync(
                    reader, [.. keys.Where(key => key is { Id: null, Sku: not null }).Select(key => Keys.Fold(key.Sku)!)]);
                return
                [
                    .. keys.Select(key => key switch
                    {
                        { Id: { } id } => byId.GetValueOrDefault(id),
                        { Sku: { } sku } => bySku.GetValueOrDefault(Keys.Fold(sku)!),
                        { External: { } external } when imported.TryGetValue(external, out var id) => byId.GetValueOrDefault(id),
                        _ => null,
                    }),
                ];
            },
            ct);

    private static async ValueTask<Dictionary<ExternalKey, long>> ImportedAsync(IReader reader, IEnumerable<ProductKey> keys)
    {
        var found = new Dictionary<ExternalKey, long>();
        var external = keys.Where(key => key is { Id: null, Sku: null, External: not null });
        foreach (var source in external.GroupBy(key => key.External!.Source, StringComparer.Ordinal))
        {
            var ids = source.Select(key => key.External!.Id).ToList();
            foreach (var (externalId, productId) in await ProductKeys.FindIdsAsync(reader, source.Key, ids))
            {
                found[new ExternalKey(source.Key, externalId)] = productId;
            }
        }

        return found;
    }

    private static async ValueTask<Dictionary<long, CatalogueProduct>> ByIdAsync(IReader reader, long[] ids)
    {
        var rows = ids.Length == 0
            ? []
            : await reader.QueryAsync(
                $"select {Columns} from products where id in ({reader.Dialect.Integers("$1")})", Read, SqlValue.List(ids));
        return rows.ToDictionary(product => product.Id);
    }

    private static async ValueTask<Dictionary<string, CatalogueProduct>> BySkuAsync(IReader reader, string[] skus)
    {
        var rows = skus.Length == 0
            ? []
            : await reader.QueryAsync(
                $"select {Columns} from products where sku_key in ({reader.Dialect.Texts("$1")})", Read,
                SqlValue.List(skus));
        return rows.ToDictionary(product => Keys.Fold(product.Sku)!, StringComparer.Ordinal);
    }

    private static CatalogueProduct Read(Row row) => new(
        row.Int64(0), row.Text(1), row.Text(2), Money.FromUnits(row.Int64(3)), row.Text(4), row.Text(5) is ProductRecord.Active);
}
