using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Products;

/// <summary>Enters products that another module needs, all in one commit.</summary>
internal sealed class ProductIntake(InventoryDatabase database, ProductWriter products) : IProductIntake
{
    public Task<IReadOnlyList<CatalogueProduct>> EnsureAsync(IReadOnlyList<NewProduct> wanted, string actor, CancellationToken ct) =>
        database.Store.WriteAsync<IReadOnlyList<CatalogueProduct>>(
            async transaction =>
            {
                var found = new List<CatalogueProduct>(wanted.Count);
                foreach (var one in wanted)
                {
                    var product = await ProductKeys.FindBySkuAsync(transaction, one.Sku)
                        ?? await CreateAsync(transaction, one, Work.Of(actor, ct));
                    found.Add(new CatalogueProduct(
                        product.Id, product.Sku, product.Name, product.Price, product.Currency, product.Status is ProductRecord.Active));
                }

                return found;
            },
            ct);

    private async ValueTask<Product> CreateAsync(ITransaction transaction, NewProduct wanted, Work work)
    {
        var input = new ProductInput { Sku = wanted.Sku, Name = wanted.Name, Price = wanted.Price, Currency = wanted.Currency };
        var made = await products.CreateAsync(transaction, work, input);
        return made.Record ?? throw new ArgumentException($"{wanted.Sku} can't be made: {made.Refusal!.ToText()}", nameof(wanted));
    }
}
