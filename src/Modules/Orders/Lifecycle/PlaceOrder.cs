using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Orders.Lifecycle;

/// <summary>POST /orders</summary>
internal static partial class PlaceOrder
{
    private const int TriesMax = 3;

    /// <summary>Not an answer to a client unless it goes on like that; never stored under an Idempotency-Key.</summary>
    private static readonly Problem GivenUp = new(503, "The reservation was given up meanwhile; try again.", RetryAfter: TimeSpan.FromSeconds(1));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync)
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe(
            "Place an order; its stock is reserved",
            Body.Json("""{ "customerId": 42, "items": [{ "productId": 7, "quantity": 2 }], "reference": "PO-2026-118" }"""),
            Response.Of<Order>(201), Response.Error(400, 404, 409, 422));

    private static async Task<Answer> HandleAsync(
        OrderInput input, HttpContext context, OrdersDatabase database, [FromServices] OrderDrafts drafts,
        [FromServices] OrderStock stock, ILogger<OrdersDatabase> logger)
    {
        // First of all: prices and stock may be others by now, but a repeat hears the first answer.
        var request = JsonSerializer.SerializeToUtf8Bytes(input, OrderJson.Default.OrderInput);
        if (await context.FindAnswerAsync(database, request) is { } known)
        {
            return known;
        }

        var (order, problem) = await drafts.MakeAsync(input, null, context);
        if (order is null)
        {
            return problem!;
        }

        var answer = await ReserveAndCommitAsync(order, request, context, database, stock);
        if (answer.Status == 201)
        {
            Placed(logger, answer.Location!, Caller.Of(context)!.Subject);
        }

        return answer;
    }

    /// <summary>
    /// 1. An operation id is drawn. 2. Inventory reserves all lines or none under it. 3. The order is committed together with that id. When we
    /// die behind 2, the stock is given back once nobody can commit under the id any more; the other order would sell what is not there.
    /// </summary>
    private static async Task<Answer> ReserveAndCommitAsync(
        Order order, byte[] request, HttpContext context, OrdersDatabase database, OrderStock stock)
    {
        var actor = Caller.Of(context)!.Subject;
        var lines = order.Kind is OrderKind.Sale ? StockTask.AllOf(order) : [];

        // The lines too: an operation id stands for them, and a SKU may be another product's by the time of a repeat.
        var workId = context.WorkId(
            (byte[])[.. request, .. JsonSerializer.SerializeToUtf8Bytes(lines, StockJson.Default.IReadOnlyListStockLine)]);
        Answer answer = GivenUp;
        for (var tries = 0; tries < TriesMax && ReferenceEquals(answer.Problem, GivenUp); tries++)
        {
            var operation = stock.Draw(lines, order, actor, workId);
            workId = null;
            if (operation.Lines.Count > 0 && await stock.ReserveAsync(operation, context.RequestAborted) is { Outcome: not ReserveOutcome.Reserved } said)
            {
                if (said.Outcome is ReserveOutcome.Refused)
                {
                    return OrderStock.OutOfStock(order, said.Shortages);
                }

                continue;
            }

            answer = await context.WriteOnceAsync(
                database, () => request, transaction => InsertAsync(transaction, database, order, operation, actor));
        }

        return answer;
    }

    private static async ValueTask<Answer> InsertAsync(
        ITransaction transaction, OrdersDatabase database, Order wanted, StockOperation operation, string actor)
    {
        if (await ReservationTable.IsTakenAsync(transaction, operation.Id))
        {
            return GivenUp;
        }

        var now = database.Clock.GetUtcNow();
        var order = await OrderTable.InsertAsync(transaction, wanted);
        if (operation.Lines.Count > 0)
        {
            await ReservationTable.InsertAsync(transaction, operation.Id, order.Id, now);
        }

        NewOrderSignal.RingBehind(transaction, database.Store);
        var json = OrderTable.ToJson(order);
        await database.Log.AppendAsync<OrderCreated>(transaction, new RecordChange(
            OrderTable.Kind, order.Id, 1, ChangeKind.Created, actor, now, OrderRules.Changed(null, order), json));
        return Answer.Created(json, 1, $"/api/orders/{order.Id}");
    }

    [LoggerMessage(6101, LogLevel.Information, "{Location} placed by {Actor}")]
    private static partial void Placed(ILogger logger, string location, string actor);
}
