using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory.Products;

/// <summary>Enters products that another module needs, all in one commit.</summary>
internal sealed class ProductIntake(InventoryDatabase database) : IProductIntake
{
    public Task<IReadOnlyList<CatalogueProduct>> EnsureAsync(IReadOnlyList<NewProduct> products, string actor, CancellationToken ct) =>
        database.Store.WriteAsync<IReadOnlyList<CatalogueProduct>>(
            async transaction =>
            {
                var found = new List<CatalogueProduct>(products.Count);
                foreach (var wanted in products)
                {
                    var product = await ProductKeys.FindBySkuAsync(transaction, wanted.Sku) ?? await CreateAsync(transaction, wanted, actor);
                    found.Add(new CatalogueProduct(
                        product.Id, product.Sku, product.Name, product.Price, product.Currency, product.Status is ProductRules.Active));
                }

                return found;
            },
            ct);

    private async ValueTask<Product> CreateAsync(ITransaction transaction, NewProduct wanted, string actor)
    {
        var now = database.Clock.GetUtcNow();
        var input = new ProductInput { Name = wanted.Name, Price = wanted.Price, Currency = wanted.Currency };
        var product = await ProductTable.InsertAsync(transaction, ProductRules.With(input, null, wanted.Sku, now));
        await database.Log.AppendAsync<ProductCreated>(transaction, new RecordChange(
            ProductTable.Kind, product.Id, 1, ChangeKind.Created, actor, now, ProductRules.Changed(null, product), ProductTable.ToJson(product)));
        return product;
    }
}
