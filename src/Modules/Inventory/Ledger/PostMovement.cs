using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>POST /products/{id}/stock/movements</summary>
internal static class PostMovement
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/stock/movements",
            (long id, MovementInput input, Work work, InventoryDatabase database) =>
                RunAsync(id, input, work, database).ToHttpAsync())
        .Needs(Permissions.StockWrite)
        .Describe(
            "Enter a stock movement; a repeat of its operationId hears the first answer again",
            Body.Json("""{ "operationId": "delivery-4711", "kind": "receipt", "quantity": 24, "reason": "Delivery note 4711" }"""),
            Response.Of<StockMovement>(201), Response.Of<StockMovement>(200), Response.Error(400, 404, 409, 412, 422));

    public static async Task<Answer> RunAsync(long id, MovementInput input, Work work, InventoryDatabase database)
    {
        var now = database.Clock.GetUtcNow();
        var (posting, problem) = input.ToPosting(id, work.Actor, now);
        return posting is null
            ? problem!
            : await work.WriteOnceAsync(
                database,
                () => JsonSerializer.SerializeToUtf8Bytes(input, LedgerJson.Wire.MovementInput),
                transaction => PostAsync(transaction, work, posting, now));
    }

    /// <summary>
    /// The product is held before the operation id is looked up: of two requests with one id, the second finds the first one's movement. A
    /// repeat hears its first answer even when the product is gone by now.
    /// </summary>
    private static async ValueTask<Answer> PostAsync(ITransaction transaction, Work work, Posting posting, DateTimeOffset now)
    {
        var stock = await StockTable.FindForUpdateAsync(transaction, posting.ProductId);
        if (await MovementTable.FindAsync(transaction, posting.OperationId) is { } known)
        {
            return posting.IsRepeatOf(known) ? Answer.Ok(ToJson(known), 1) : OperationTaken(known);
        }

        if (stock is null)
        {
            return Answer.NotFound(StockTable.Owner, posting.ProductId);
        }

        var version = work.Expected is null ? 0 : await StockTable.VersionAsync(transaction, posting.ProductId);
        if (await StockTable.RefuseStaleAsync(transaction, work, posting.ProductId, version, stock) is { } stale)
        {
            return stale;
        }

        var (movement, refusal) = await StockWriter.PostAsync(transaction, stock, posting, now);
        return movement is null
            ? StockWriter.Conflict("quantity", refusal!)
            : Answer.Created(ToJson(movement), 1, $"/api/products/{movement.ProductId}/stock/movements/{movement.Id}");
    }

    internal static byte[] ToJson(StockMovement movement) => JsonSerializer.SerializeToUtf8Bytes(movement, LedgerJson.Wire.StockMovement);

    private static Refusal OperationTaken(StockMovement known) => new(
        RefusalCode.Conflict,
        $"This operationId belongs to movement {known.Id} of product {known.ProductId}, "
            + "which differs from this one; use a new operationId.",
        "operationId", "Is taken by a movement with another content.");
}
