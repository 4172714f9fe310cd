using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>POST /orders/{id}/cancel</summary>
internal static class CancelOrder
{
    private const int ReasonMax = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/cancel",
            (
                long id, CancelInput? input, Work work, [FromServices] OrderWriter orders, OrdersDatabase database,
                [FromServices] OrderStock stock) =>
                RunAsync(id, input, work, orders, database, stock).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe(
            "Cancel an order that is NEW or PROCESSING; its stock is given back. One that another system has taken over goes on until that "
            + "system confirms (202, cancellation is requested), unless force is true",
            Body.Json("""{ "reason": "the buyer withdrew" }"""),
            Response.Of<Order>(200), Response.Of<Order>(202), Response.Error(400, 403, 404, 409, 412, 422));

    public static async Task<Answer> RunAsync(
        long id, CancelInput? input, Work work, OrderWriter orders, OrdersDatabase database, OrderStock stock)
    {
        var errors = new Errors();
        TextRules.Check(errors, "reason", input?.Reason, ReasonMax, breaks: true);
        if ((errors.ToRefusal() ?? (input?.Force is true ? work.RefuseUnless(Permissions.OrdersForceCancel) : null)) is { } refusal)
        {
            return refusal;
        }

        var (answer, task) = await work.WriteOnceAsync<StockTask>(
            database,
            () => input is null ? ReadOnlyMemory<byte>.Empty : JsonSerializer.SerializeToUtf8Bytes(input, StatusJson.Default.CancelInput),
            async transaction =>
            {
                var outcome = await ApplyAsync(transaction, id, input, work, orders);
                return (outcome.Answer, outcome.Task);
            });
        await stock.SettleAsync(task, CancellationToken.None);
        return answer;
    }

    private static async ValueTask<OrderOutcome> ApplyAsync(
        ITransaction transaction, long id, CancelInput? input, Work work, OrderWriter orders)
    {
        var before = await OrderRecord.Table.FindForUpdateAsync(transaction, id);
        if (before is null || !work.Reaches(before.CustomerId))
        {
            return Refusal.NotFound(OrderRecord.Kind, id);
        }

        return work.RefuseStale(before.Version) is { } stale
            ? stale
            : await orders.StepAsync(
                transaction, work, before, OrderStatus.Cancelled, RefusalCode.Conflict,
                new CancelTerms(IsForced: input?.Force is true, Note: input?.Reason));
    }
}
