using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>POST /orders/{id}/cancel</summary>
internal static class CancelOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id:long}/cancel", HandleAsync)
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe("Cancel an order that is NEW or PROCESSING; its stock is given back", Response.Of<Order>(200), Response.Error(404, 409, 412, 422));

    private static async Task<Answer> HandleAsync(
        long id, HttpContext context, OrdersDatabase database, [FromServices] OrderStock stock)
    {
        StockTask? task = null;
        var answer = await context.WriteOnceAsync(database, () => ReadOnlyMemory<byte>.Empty, async transaction =>
        {
            var outcome = await ApplyAsync(transaction, id, context, database, stock);
            task = outcome.Task;
            return outcome.Answer;
        });
        await stock.SettleAsync(task, CancellationToken.None);
        return answer;
    }

    private static async ValueTask<OrderOutcome> ApplyAsync(
        ITransaction transaction, long id, HttpContext context, OrdersDatabase database, OrderStock stock)
    {
        var before = await OrderTable.FindForUpdateAsync(transaction, id);
        if (before is null || !OrderReach.Covers(context, before))
        {
            return new OrderOutcome(Answer.NotFound(OrderTable.Kind, id));
        }

        return IfMatch.Refuse(context, before.Version) is { } refusal
            ? new OrderOutcome(refusal)
            : await OrderSteps.StepAsync(transaction, before, OrderStatus.Cancelled, 409, Caller.Of(context)!.Subject, database, stock);
    }
}
