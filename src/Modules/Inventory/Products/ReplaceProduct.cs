using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>PUT /products/{id}</summary>
internal static class ReplaceProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/{id:long}", HandleAsync)
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

    private static async Task<Answer> HandleAsync(
        long id, ProductInput input, HttpContext context, InventoryDatabase database, IdSource ids)
    {
        if (ProductWrite.Refuse(input, context) is { } problem)
        {
            return problem;
        }

        var write = ProductWrite.Of(input, context, ids);
        return await database.Store.WriteAsync(
            async transaction => await ProductTable.FindForUpdateAsync(transaction, id) is { } before
                ? IfMatch.Refuse(context, before.Version) ?? await ApplyAsync(transaction, database, before, write)
                : Answer.NotFound(ProductTable.Kind, id),
            context.RequestAborted);
    }

    /// <summary>
    /// Brings a product into a new state; when nothing differs, no new version is written. Every refusal comes before the first
    /// statement that writes, for what is answered is also committed.
    /// </summary>
    internal static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, InventoryDatabase database, Product before, ProductWrite write)
    {
        var sku = write.Input.Sku ?? before.Sku;
        if (await ProductTable.FindHolderAsync(transaction, sku) is var holder && holder != 0 && holder != before.Id)
        {
            return CreateProduct.SkuTaken(holder);
        }

        var now = database.Clock.GetUtcNow();
        var (counted, problem) = await write.CountAsync(transaction, before, now);
        if (problem is not null)
        {
            return problem;
        }

        var after = ProductRules.With(write.Input, counted, sku, now);
        var fields = ProductRules.Changed(before, after);
        if (fields.Length == 0)
        {
            return Answer.Ok(ProductTable.ToJson(counted), counted.Version);
        }

        await ProductTable.UpdateAsync(transaction, after);
        var json = ProductTable.ToJson(after);
        await database.Log.AppendAsync<ProductChanged>(transaction, new RecordChange(
            ProductTable.Kind, after.Id, after.Version, ChangeKind.Changed, write.Actor, now, fields, json));
        return Answer.Ok(json, after.Version);
    }
}
