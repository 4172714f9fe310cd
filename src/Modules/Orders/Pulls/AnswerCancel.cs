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

namespace Lockstep.Orders.Pulls;

/// <summary>
/// POST /orders/{id}/cancel/confirm and /refuse, and the same below /amendment: who has taken an order over answers what is asked of it.
/// </summary>
internal static class AnswerCancel
{
    private static readonly Question Cancel = new("cancel", static order => order.Cancellation, Answered);
    private static readonly Question Amendment = new("amendment", static order => order.Amendment, Amendments.Answered);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(
            routes, Cancel, isRefusal: false,
            "Confirm the cancel of an order that was taken over: it is CANCELLED, and its stock is given back");
        Map(routes, Cancel, isRefusal: true, "Refuse the cancel of an order that was taken over: it goes on");
        Map(
            routes, Amendment, isRefusal: false,
            "Confirm that lines or units are taken out of an order that was taken over: it has its amendedItems then, the rest is free");
        Map(
            routes, Amendment, isRefusal: true,
            "Refuse that lines or units are taken out of an order that was taken over: it goes on as it is");
    }

    private static void Map(IEndpointRouteBuilder routes, Question question, bool isRefusal, string summary) => routes.MapPost(
            $"/{{id:long}}/{question.Name}/{(isRefusal ? "refuse" : "confirm")}",
            (
                long id, NackInput? input, Work work, [FromServices] OrderWriter orders, OrdersDatabase database,
                [FromServices] OrderStock stock) =>
                RunAsync(id, input ?? new NackInput(), question, isRefusal, work, orders, database, stock).ToHttpAsync())
        .Needs(Permissions.OrdersPull)
        .Describe(
            summary, Body.Json(isRefusal ? """{ "reason": "on the lorry already" }""" : """{ "reason": "not packed yet" }"""),
            Response.Of<Order>(200), Response.Error(400, 404, 409, 412, 422));

    private static async Task<Answer> RunAsync(
        long id, NackInput input, Question question, bool isRefusal, Work work, OrderWriter orders, OrdersDatabase database,
        OrderStock stock)
    {
        var errors = new Errors();
        PullRequest.CheckConsumer(errors, input.Consumer);
        TextRules.Check(errors, "reason", input.Reason, NackOrder.ReasonMax, breaks: true);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var (answer, task) = await work.WriteOnceAsync<StockTask>(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PullJson.Default.NackInput),
            async transaction =>
            {
                var outcome = await ApplyAsync(transaction, id, input, question, isRefusal, work, orders);
                return (outcome.Answer, outcome.Task);
            });
        await stock.SettleAsync(task, CancellationToken.None);
        return answer;
    }

    private static async ValueTask<OrderOutcome> ApplyAsync(
        ITransaction transaction, long id, NackInput input, Question question, bool isRefusal, Work work, OrderWriter orders)
    {
        if (!(await PullTable.FindForUpdateAsync(transaction, [id])).TryGetValue(id, out var found))
        {
            return Refusal.NotFound(OrderRecord.Kind, id);
        }

        var (order, state) = found;
        if (!string.Equals(state.TakenBy, PullRequest.HolderOf(work, input.Consumer), StringComparison.Ordinal))
        {
            return Refusal.Of(
                RefusalCode.Conflict, "consumer",
                $"Order {id} is {(state.TakenBy is { } taker ? $"in the hands of {taker}" : "in nobody's hands")}; its {question.Name} "
                + "is not yours to answer.");
        }

        var asked = question.StateOf(order);
        if ((asked, isRefusal) is (Cancellations.Confirmed, false) or (Cancellations.Refused or Cancellations.Contested, true))
        {
            return new OrderOutcome(new Written<Order>(order, OrderRecord.Table.ToJson(order), ""));
        }

        if (asked is not (Cancellations.Requested or Cancellations.Forced))
        {
            return Refusal.Of(RefusalCode.Conflict, "status", $"No {question.Name} of order {id} is asked for; it is {order.Status}.");
        }

        return work.RefuseStale(order.Version) is { } stale
            ? stale
            : await orders.ChangeAsync(
                transaction, work, order, question.Answered(order, isRefusal, input.Reason), RefusalCode.Conflict,
                new CancelTerms(IsTakers: true, Note: input.Reason));
    }

    /// <summary>What was cancelled by force stays so: who goes on with it all the same contests it.</summary>
    private static Order Answered(Order order, bool isRefusal, string? reason) => isRefusal
        ? order with
        {
            Cancellation = order.Cancellation is Cancellations.Forced ? Cancellations.Contested : Cancellations.Refused,
            CancellationNote = reason,
        }
        : order with { Status = OrderStatus.Cancelled };

    /// <summary>What may be asked of who has an order.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="StateOf">How it stands with an order.</param>
    /// <param name="Answered">The order with the answer.</param>
    private sealed record Question(string Name, Func<Order, string?> StateOf, Func<Order, bool, string?, Order> Answered);
}
