using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>PATCH /products/{id} with a JSON Merge Patch</summary>
internal static class PatchProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{id:long}", HandleAsync)
        .Needs(Permissions.ProductsWrite)
        .Describe(
            "Change some fields of a product (JSON Merge Patch)",
            Body.Json("""{ "price": 8.25 }"""),
            Response.Of<Product>(200), Response.Error(400, 404, 409, 412));

    private static Task<Answer> HandleAsync(
        long id, JsonObject patch, HttpContext context, InventoryDatabase database, IdSource ids) =>
        database.Store.WriteAsync(
            async transaction => await ProductTable.FindForUpdateAsync(transaction, id) is { } before
                ? IfMatch.Refuse(context, before.Version) ?? await ApplyAsync(transaction, database, before, patch, context, ids)
                : Answer.NotFound(ProductTable.Kind, id),
            context.RequestAborted);

    private static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, InventoryDatabase database, Product before, JsonObject patch, HttpContext context, IdSource ids)
    {
        ProductInput input;
        try
        {
            input = MergePatch.Apply(ProductTable.ToJson(before), patch, ProductJson.Default.ProductInput);
        }
        catch (JsonException error)
        {
            return JsonFaults.ToProblem(error);
        }

        return ProductWrite.Refuse(input, context) is { } problem
            ? problem
            : await ReplaceProduct.ApplyAsync(transaction, database, before, ProductWrite.Of(input, context, ids));
    }
}
