using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>PATCH /products/{id} with a JSON Merge Patch</summary>
internal static class PatchProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, JsonObject patch, Work work, ProductWriter products, InventoryDatabase database) =>
                RunAsync(id, patch, work, products, database).ToHttpAsync())
        .Needs(Permissions.ProductsWrite)
        .Describe(
            "Change some fields of a product (JSON Merge Patch)",
            Body.Json("""{ "price": 8.25 }"""),
            Response.Of<Product>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, JsonObject patch, Work work, ProductWriter products, InventoryDatabase database) =>
        RunAsync(id, _ => patch, work, products, database);

    /// <summary>The same with a patch that is made for the product as it is.</summary>
    public static Task<Answer> RunAsync(
        long id, Func<Product, JsonObject> patch, Work work, ProductWriter products, InventoryDatabase database) =>
        ProductRecord.Table.ChangeAsync(database, id, work, async (transaction, before) =>
        {
            var (input, refusal) = MergePatch.TryApply(ProductRecord.Table.ToJson(before), patch(before), ProductJson.Default.ProductInput);
            return input is null ? refusal! : await products.ChangeAsync(transaction, work, before, input);
        });
}
