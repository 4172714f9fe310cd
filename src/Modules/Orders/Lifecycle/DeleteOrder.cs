using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>DELETE /orders/{id}: cancels it where it still can be, and leaves a tombstone.</summary>
internal static class DeleteOrder
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/{id:long}",
                (long id, Work work, [FromServices] OrderWriter orders, OrdersDatabase database, [FromServices] OrderStock stock) =>
                    RunAsync(id, work, orders, database, stock).ToHttpAsync())
            .Needs(Permissions.OrdersWrite)
            .Describe(
                "Delete an order that is NEW, PROCESSING, CANCELLED or COMPLETED; a tombstone stays", Response.Empty(204),
                Response.Error(404, 409, 412));

    public static async Task<Answer> RunAsync(long id, Work work, OrderWriter orders, OrdersDatabase database, OrderStock stock)
    {
        var outcome = await database.Store.WriteAsync(transaction => ApplyAsync(transaction, id, work, orders), work.Ct);
        await stock.SettleAsync(outcome.Task, CancellationToken.None);
        return outcome.Order.Refusal is { } refusal ? refusal : Answer.NoContent();
    }

    private static async ValueTask<OrderOutcome> ApplyAsync(ITransaction transaction, long id, Work work, OrderWriter orders)
    {
        if (await OrderRecord.Table.FindForUpdateAsync(transaction, id) is not { } order)
        {
            return Refusal.NotFound(OrderRecord.Kind, id);
        }

        return work.RefuseStale(order.Version) is { } stale ? stale : await orders.DeleteAsync(transaction, work, order);
    }
}
