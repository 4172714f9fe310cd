using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
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

namespace Lockstep.Orders.Lifecycle;

/// <summary>DELETE /orders/{id}: cancels it where it still can be, and leaves a tombstone.</summary>
internal static class DeleteOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id:long}", HandleAsync)
        .Needs(Permissions.OrdersWrite)
        .Describe("Delete an order that is NEW, PROCESSING, CANCELLED or COMPLETED; a tombstone stays", Response.Empty(204), Response.Error(404, 409, 412));

    private static async Task<Answer> HandleAsync(
        long id, HttpContext context, OrdersDatabase database, [FromServices] OrderStock stock)
    {
        var outcome = await database.Store.WriteAsync(
            async transaction => await OrderTable.FindForUpdateAsync(transaction, id) is { } order
                ? IfMatch.Refuse(context, order.Version) is { } refusal
                    ? new OrderOutcome(refusal)
                    : await ApplyAsync(transaction, order, Caller.Of(context)!.Subject, database, stock)
                : new OrderOutcome(Answer.NotFound(OrderTable.Kind, id)),
            context.RequestAborted);
        await stock.SettleAsync(outcome.Task, CancellationToken.None);
        return outcome.Answer;
    }

    private static async ValueTask<OrderOutcome> ApplyAsync(
        ITransaction transaction, Order order, string actor, OrdersDatabase database, OrderStock stock)
    {
        if (!OrderStatus.IsDeletable(order.Status))
        {
            return new OrderOutcome(new Problem(409, $"Order {order.Id} is {order.Status}; it can be deleted once it is {OrderStatus.Completed}."));
        }

        var now = database.Clock.GetUtcNow();
        await OrderTable.DeleteAsync(transaction, order, now);
        var task = OrderStatus.Effect(order.Kind, order.Status, OrderStatus.Cancelled) is { } step
            ? await stock.NoteAsync(transaction, order.Id, step, StockTask.AllOf(order), actor)
            : null;
        await database.Log.AppendAsync<OrderDeleted>(transaction, new RecordChange(
            OrderTable.Kind, order.Id, order.Version + 1, ChangeKind.Deleted, actor, now, "", null));
        return new OrderOutcome(Answer.NoContent(), task);
    }
}
