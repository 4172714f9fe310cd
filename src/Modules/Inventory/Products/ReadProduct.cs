using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products/{id}</summary>
internal static class ReadProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}",
            (long id, Work work, InventoryDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .Needs(Permissions.ProductsRead)
        .Describe("Read a product with its stock", Response.Of<Product>(200), Response.Error(404));

    // Never answers 304: the version does not count stock movements, so that a copy with a known version may hold old stock.
    public static async Task<Answer> RunAsync(long id, Work work, InventoryDatabase database) =>
        await database.Store.ReadAsync(reader => ProductTable.FindAsync(reader, id), work.Ct) is { } product
            ? Answer.Ok(ProductTable.ToJson(product), product.Version)
            : Answer.NotFound(ProductTable.Kind, id);
}
