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

/// <summary>POST /orders/{id}/cancel</summary>
internal static class CancelOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/cancel",
            (long id, Work work, [FromServices] OrderWriter orders, OrdersDatabase database, [FromServices] OrderStock stock) =>
                RunAsync(id, work, orders, database, stock).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe("Cancel an order that is NEW or PROCESSING; its stock is given back", Response.Of<Order>(200), Response.Error(404, 409, 412, 422));

    public static async Task<Answer> RunAsync(long id, Work work, OrderWriter orders, OrdersDatabase database, OrderStock stock)
    {
        var (answer, task) = await work.WriteOnceAsync<StockTask>(database, () => ReadOnlyMemory<byte>.Empty, async transaction =>
        {
            var outcome = await ApplyAsync(transaction, id, work, orders);
            return (outcome.Answer, outcome.Task);
        });
        await stock.SettleAsync(task, CancellationToken.None);
        return answer;
    }

    private static async ValueTask<OrderOutcome> ApplyAsync(ITransaction transaction, long id, Work work, OrderWriter orders)
    {
        var before = await OrderRecord.Table.FindForUpdateAsync(transaction, id);
        if (before is null || !work.Reaches(before.CustomerId))
        {
            return Refusal.NotFound(OrderRecord.Kind, id);
        }

        return work.RefuseStale(before.Version) is { } stale
            ? stale
            : await orders.StepAsync(transaction, work, before, OrderStatus.Cancelled, RefusalCode.Conflict);
    }
}
