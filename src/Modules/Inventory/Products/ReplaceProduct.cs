using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>PUT /products/{id}</summary>
internal static class ReplaceProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut(
            "/{id:long}",
            (long id, ProductInput input, Work work, ProductWriter products, InventoryDatabase database) =>
                RunAsync(id, input, work, products, database).ToHttpAsync())
        .Needs(Permissions.ProductsWrite)
        .Describe(
            "Replace a product; without sku and currency it keeps those",
            Body.Json(
                """
                {
                  "name": "Earl Grey, tin of 100 g", "description": "Black tea with bergamot",
                  "price": 8.5, "status": "active"
                }
                """),
            Response.Of<Product>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, ProductInput input, Work work, ProductWriter products, InventoryDatabase database) =>
        ProductWriter.Refuse(work, input) is { } refusal
            ? Task.FromResult<Answer>(refusal)
            : ProductRecord.Table.ChangeAsync(
                database, id, work, (transaction, before) => products.ChangeAsync(transaction, work, before, input));
}
