using System.Text.Json;
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
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Products;

/// <summary>POST /products</summary>
internal static partial class CreateProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync)
        .Needs(Permissions.ProductsWrite)
        .Describe(
            "Create a product",
            Body.Json(
                """
                {
                  "sku": "TEA-100", "name": "Earl Grey, 100 g", "description": "Black tea with bergamot",
                  "price": 7.9, "currency": "EUR", "stock": 100
                }
                """),
            Response.Of<Product>(201), Response.Error(400, 409, 422));

    private static async Task<Answer> HandleAsync(
        ProductInput input, HttpContext context, InventoryDatabase database, IdSource ids,
        ILogger<InventoryDatabase> logger)
    {
        if (ProductWrite.Refuse(input, context) is { } problem)
        {
            return problem;
        }

        var write = ProductWrite.Of(input, context, ids);
        var answer = await context.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, ProductJson.Wire.ProductInput),
            transaction => InsertAsync(transaction, database, write));
        if (answer.Status == 201)
        {
            Created(logger, answer.Location!, write.Actor);
        }

        return answer;
    }

    private static async ValueTask<Answer> InsertAsync(ITransaction transaction, InventoryDatabase database, ProductWrite write)
    {
        var sku = write.Input.Sku ?? await MakeSkuAsync(transaction, SkuMaker.Stem(write.Input.Name!));
        if (await ProductTable.FindHolderAsync(transaction, sku) is not 0 and var holder)
        {
            return SkuTaken(holder);
        }

        var now = database.Clock.GetUtcNow();
        var inserted = await ProductTable.InsertAsync(transaction, ProductRules.With(write.Input, null, sku, now));
        var (product, _) = await write.CountAsync(transaction, inserted, now);
        var json = ProductTable.ToJson(product);
        await database.Log.AppendAsync<ProductCreated>(transaction, new RecordChange(
            ProductTable.Kind, product.Id, 1, ChangeKind.Created, write.Actor, now, ProductRules.Changed(null, product), json));
        return Answer.Created(json, 1, $"/api/products/{product.Id}");
    }

    /// <summary>One write of a stem at a time: many at the same moment would all find the same one free.</summary>
    internal static async ValueTask<string> MakeSkuAsync(ITransaction transaction, string stem)
    {
        await transaction.LockAsync($"sku {stem}");
        return await SkuMaker.FreeAsync(stem, async sku => await ProductTable.FindHolderAsync(transaction, sku) != 0);
    }

    /// <summary>A 409 that names the product that holds the SKU.</summary>
    internal static Problem SkuTaken(long holder) => new(
        409,
        $"Product {holder} has this sku already.",
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["sku"] = [$"Is taken by product {holder}."] });

    [LoggerMessage(3002, LogLevel.Information, "{Location} created by {Actor}")]
    private static partial void Created(ILogger logger, string location, string actor);
}
