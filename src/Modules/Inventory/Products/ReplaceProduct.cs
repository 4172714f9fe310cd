using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>PUT /products/{id}</summary>
internal static class ReplaceProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut(
            "/{id:long}",
            (long id, WholeRecord whole, Work work, ProductWriter products, InventoryDatabase database) =>
                RunAsync(id, whole.Members, work, products, database).ToHttpAsync())
        .Accepts<ProductInput>("application/json")
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

    public static Task<Answer> RunAsync(long id, JsonObject whole, Work work, ProductWriter products, InventoryDatabase database) =>
        ProductRecord.Table.ChangeAsync(database, id, work, async (transaction, before) =>
        {
            var (input, refusal) = MergePatch.TryReplace(ProductRecord.Table.ToJson(before), whole, ProductJson.Default.ProductInput);
            return input is null ? refusal! : await products.ChangeAsync(transaction, work, before, input);
        });
}
