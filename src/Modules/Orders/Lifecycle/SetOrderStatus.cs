using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>PUT /orders/{id}/status</summary>
internal static class SetOrderStatus
{
    public sealed record Request(string? Status);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut(
            "/{id:long}/status",
            (
                long id, Request request, Work work, [FromServices] OrderWriter orders, OrdersDatabase database,
                [FromServices] OrderStock stock) =>
                RunAsync(id, request, work, orders, database, stock).ToHttpAsync())
        .Needs(Permissions.OrdersWrite)
        .Describe(
            "Move an order along; the same status again changes nothing",
            Body.Json("""{ "status": "PROCESSING" }"""),
            Response.Of<Order>(200), Response.Of<Order>(202), Response.Error(400, 404, 412));

    public static async Task<Answer> RunAsync(
        long id, Request request, Work work, OrderWriter orders, OrdersDatabase database, OrderStock stock)
    {
        var outcome = await database.Store.WriteAsync(transaction => ApplyAsync(transaction, id, request, work, orders), work.Ct);
        await stock.SettleAsync(outcome.Task, CancellationToken.None);
        return outcome.Answer;
    }

    private static async ValueTask<OrderOutcome> ApplyAsync(
        ITransaction transaction, long id, Request request, Work work, OrderWriter orders)
    {
        if (await OrderRecord.Table.FindForUpdateAsync(transaction, id) is not { } before)
        {
            return Refusal.NotFound(OrderRecord.Kind, id);
        }

        if (OrderStatus.Parse(request.Status) is not { } status)
        {
            return Refusal.Invalid("status", $"Must be one of {string.Join(", ", OrderStatus.All)}.");
        }

        return work.RefuseStale(before.Version) is { } stale
            ? stale
            : await orders.StepAsync(transaction, work, before, status, RefusalCode.Invalid);
    }
}
