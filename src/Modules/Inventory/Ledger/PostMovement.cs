using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>POST /products/{id}/stock/movements</summary>
internal static class PostMovement
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id:long}/stock/movements", HandleAsync)
        .Needs(Permissions.StockWrite)
        .Describe(
            "Enter a stock movement; a repeat of its operationId hears the first answer again",
            Body.Json("""{ "operationId": "delivery-4711", "kind": "receipt", "quantity": 24, "reason": "Delivery note 4711" }"""),
            Response.Of<StockMovement>(201), Response.Of<StockMovement>(200), Response.Error(400, 404, 409, 422));

    private static async Task<Answer> HandleAsync(
        long id, MovementInput input, HttpContext context, InventoryDatabase database)
    {
        var now = database.Clock.GetUtcNow();
        var (posting, problem) = input.ToPosting(id, Caller.Of(context)!.Subject, now);
        return posting is null
            ? problem!
            : await context.WriteOnceAsync(
                database,
                () => JsonSerializer.SerializeToUtf8Bytes(input, LedgerJson.Wire.MovementInput),
                transaction => PostAsync(transaction, posting, now));
    }

    /// <summary>
    /// The product is held before the operation id is looked up: of two requests with one id, the second finds the first one's movement. A
    /// repeat hears its first answer even when the product is gone by now.
    /// </summary>
    private static async ValueTask<Answer> PostAsync(ITransaction transaction, Posting posting, DateTimeOffset now)
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

        var (movement, refusal) = await ApplyAsync(transaction, stock, posting, now);
        return movement is null
            ? Conflict("quantity", refusal!)
            : Answer.Created(ToJson(movement), 1, $"/api/products/{movement.ProductId}/stock/movements/{movement.Id}");
    }

    /// <summary>Enters a movement under a new operation id and moves the product's stock; when it is refused, nothing is written.</summary>
    internal static async ValueTask<(StockMovement? Movement, string? Refusal)> ApplyAsync(
        ITransaction transaction, Stock stock, Posting posting, DateTimeOffset now)
    {
        // A count of now speaks of the stock as it is, even when the clock has just been set back.
        var (moved, isCounted) = posting.CountedAt is { } moment
            ? await MovementTable.SinceAsync(transaction, posting.ProductId, moment)
            : default;
        var (after, refusal) = StockLedger.Apply(stock, new Movement(posting.Kind, posting.Quantity, moved, isCounted));
        if (after is null)
        {
            return (null, refusal);
        }

        var movement = new StockMovement
        {
            Id = 0,
            ProductId = posting.ProductId,
            OperationId = posting.OperationId,
            Kind = posting.Kind,
            Quantity = posting.Quantity,
            CountedAt = posting.Kind is MovementKinds.Count ? posting.CountedAt ?? now : null,
            RecordedAt = now,
            Reason = posting.Reason,
            Actor = posting.Actor,
            OnHandChange = after.OnHand - stock.OnHand,
            ReservedChange = after.Reserved - stock.Reserved,
            Stock = after,
        };
        return (await MovementTable.InsertAsync(transaction, movement), null);
    }

    /// <summary>A 409 that names the field that the stock does not allow.</summary>
    internal static Problem Conflict(string field, string refusal) => new(
        409,
        $"The stock does not allow this. {refusal}",
        new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [refusal] });

    internal static byte[] ToJson(StockMovement movement) => JsonSerializer.SerializeToUtf8Bytes(movement, LedgerJson.Wire.StockMovement);

    private static Problem OperationTaken(StockMovement known) => new(
        409,
        $"This operationId belongs to movement {known.Id} of product {known.ProductId}, which differs from this one; use a new operationId.",
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["operationId"] = ["Is taken by a movement with another content."] });
}
