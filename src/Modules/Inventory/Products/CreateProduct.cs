using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Telemetry;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Products;

/// <summary>POST /products</summary>
internal static partial class CreateProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (ProductInput input, Work work, ProductWriter products, InventoryDatabase database, ILogger<InventoryDatabase> logger) =>
                RunAsync(input, work, products, database, logger).ToHttpAsync())
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

    public static async Task<Answer> RunAsync(
        ProductInput input, Work work, ProductWriter products, InventoryDatabase database, ILogger<InventoryDatabase> logger)
    {
        if (ProductWriter.Refuse(work, input) is { } refusal)
        {
            return refusal;
        }

        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, ProductJson.Wire.ProductInput),
            async transaction =>
            {
                var made = await products.CreateAsync(transaction, work, input);
                return made.ToCreated(static product => $"/api/products/{product.Id}") with { Beside = made.Record?.Stock.OnHand };
            });
        if (answer.Kind is AnswerKind.Created)
        {
            Created(logger, RecordNames.Of(answer.Location!), work.Actor);
        }

        return answer;
    }

    [LoggerMessage(3002, LogLevel.Information, "{Product} created by {Actor}")]
    private static partial void Created(ILogger logger, string product, string actor);
}
