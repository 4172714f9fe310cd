using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Orders.Lifecycle;

/// <summary>POST /orders</summary>
internal static partial class PlaceOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (
                OrderInput input, Work work, [FromServices] OrderPlacement placement, OrdersDatabase database,
                ILogger<OrdersDatabase> logger) =>
                RunAsync(input, work, placement, database, logger).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe(
            "Place an order; its stock is reserved",
            Body.Json("""{ "customerId": 42, "items": [{ "productId": 7, "quantity": 2 }], "reference": "PO-2026-118" }"""),
            Response.Of<Order>(201), Response.Error(400, 404, 409, 422));

    public static async Task<Answer> RunAsync(
        OrderInput input, Work work, OrderPlacement placement, OrdersDatabase database, ILogger<OrdersDatabase> logger)
    {
        // First of all: prices and stock may be others by now, but a repeat hears the first answer.
        var request = JsonSerializer.SerializeToUtf8Bytes(input, OrderJson.Default.OrderInput);
        if (await work.FindAnswerAsync(database, request) is { } known)
        {
            return known;
        }

        input = OrderRules.Read(input);
        if (OrderRules.Check(input, database.Clock.GetUtcNow()).ToRefusal() is { } invalid)
        {
            return invalid;
        }

        // Before anything is reserved for it: most orders that come once more come long after the first. Customers, who give no such id,
        // are not told whose one is.
        if (
            work.Only is null
            && await database.Store.ReadAsync(reader => OrderWriter.FindTakenAsync(reader, input.ExternalId, input.Source), work.Ct)
                is { } twice)
        {
            return twice;
        }

        var answer = await placement.RunAsync(
            input, work, request,
            place => work.WriteOnceAsync(
                database, () => request,
                async transaction => await OrderWriter.RefuseTakenAsync(transaction, input.ExternalId, input.Source) is { } taken
                    ? taken
                    : await place(transaction)));
        if (answer.Kind is AnswerKind.Created)
        {
            Placed(logger, RecordNames.Of(answer.Location!), work.Actor);
        }

        return answer;
    }

    [LoggerMessage(6101, LogLevel.Information, "{Order} placed by {Actor}")]
    private static partial void Placed(ILogger logger, string order, string actor);
}
