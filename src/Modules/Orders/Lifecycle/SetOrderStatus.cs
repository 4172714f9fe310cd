using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>PUT /orders/{id}/status</summary>
internal static class SetOrderStatus
{
    public sealed record Request(string? Status);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/{id:long}/status", HandleAsync)
        .Needs(Permissions.OrdersWrite)
        .Describe(
            "Move an order along; the same status again changes nothing",
            Body.Json("""{ "status": "PROCESSING" }"""),
            Response.Of<Order>(200), Response.Error(400, 404, 412));

    private static async Task<Answer> HandleAsync(
        long id, Request request, HttpContext context, OrdersDatabase database, [FromServices] OrderStock stock)
    {
        var outcome = await database.Store.WriteAsync(
            async transaction => await OrderTable.FindForUpdateAsync(transaction, id) is { } before
                ? Refuse(before, request, context) is { } refusal
                    ? new OrderOutcome(refusal)
                    : await OrderSteps.StepAsync(
                        transaction, before, OrderStatus.Parse(request.Status)!, 400, Caller.Of(context)!.Subject, database, stock)
                : new OrderOutcome(Answer.NotFound(OrderTable.Kind, id)),
            context.RequestAborted);
        await stock.SettleAsync(outcome.Task, CancellationToken.None);
        return outcome.Answer;
    }

    private static Answer? Refuse(Order before, Request request, HttpContext context) => OrderStatus.Parse(request.Status) is null
        ? Problem.Invalid("status", $"Must be one of {string.Join(", ", OrderStatus.All)}.")
        : IfMatch.Refuse(context, before.Version);
}
