using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products/{id}</summary>
internal static class ReadProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}", HandleAsync)
        .Needs(Permissions.ProductsRead)
        .Describe("Read a product with its stock", Response.Of<Product>(200), Response.Error(404));

    // Never answers 304: the version does not count stock movements, so that a copy with a known version may hold old stock.
    private static async Task<Answer> HandleAsync(
        long id, HttpContext context, InventoryDatabase database) =>
        await database.Store.ReadAsync(reader => ProductTable.FindAsync(reader, id), context.RequestAborted) is { } product
            ? Answer.Ok(ProductTable.ToJson(product), product.Version)
            : Answer.NotFound(ProductTable.Kind, id);
}
