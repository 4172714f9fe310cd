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
        ReplaceProduct.ChangeAsync(id, work, database, (transaction, before) => ApplyAsync(transaction, before, patch, work, products));

    private static async ValueTask<Written<Product>> ApplyAsync(
        ITransaction transaction, Product before, JsonObject patch, Work work, ProductWriter products)
    {
        var (input, refusal) = MergePatch.TryApply(ProductTable.ToJson(before), patch, ProductJson.Default.ProductInput);
        return input is null ? refusal! : await products.ChangeAsync(transaction, work, before, input);
    }
}
