using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>POST /orders/ack: many acknowledgements in one commit, each with an outcome of its own.</summary>
internal static class AckOrders
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/ack",
                (
                    AckBatch batch, Work work, [FromServices] OrderWriter orders, OrdersDatabase database,
                    [FromServices] IOptions<PullOptions> options) => RunAsync(batch, work, orders, database, options).ToHttpAsync())
            .Needs(Permissions.OrdersPull)
            .Describe(
                "Acknowledge many orders that were pulled; each has its own result",
                Body.Json("""{ "orders": [{ "id": 17, "reference": "ERP-90072" }, { "id": 18, "reference": "ERP-90073" }] }"""),
                Response.Of<AckResults>(200), Response.Error(400, 422));

    public static async Task<Answer> RunAsync(
        AckBatch batch, Work work, OrderWriter orders, OrdersDatabase database, IOptions<PullOptions> options)
    {
        if (Check(batch, options.Value.AckMax).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var holder = PullRequest.HolderOf(work, batch.Consumer);
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(batch, PullJson.Default.AckBatch),
            async transaction =>
            {
                // One that can't be read keeps none of the others from being acknowledged.
                var good = batch.Orders!.Where(static ask => Fault(ask!) is null).ToList();
                var outcomes = new Queue<AckOutcome>(
                    await Acknowledgement.RunAsync(transaction, work, orders, good!, holder, batch.IsNameEnough));
                var results = new AckResults(
                [
                    .. batch.Orders!.Select(ask => Result(
                        ask!.Id!.Value, Fault(ask) is { } fault ? new AckOutcome(null, fault) : outcomes.Dequeue())),
                ]);
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(results, PullJson.Wire.AckResults));
            });
    }

    private static Errors Check(AckBatch batch, int max)
    {
        var errors = new Errors();
        PullRequest.CheckConsumer(errors, batch.Consumer);
        if (batch.Orders is not { Count: > 0 } orders || orders.Count > max)
        {
            errors.Add("orders", $"Must be given, 1 to {max} of them.");
            return errors;
        }

        for (var index = 0; index < orders.Count; index++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"orders[{index}]");
            if (orders[index]?.Id is null)
            {
                errors.Add($"{field}.id", "Must be the id of an order.");
            }
        }

        return errors;
    }

    private static Refusal? Fault(AckItem ask)
    {
        var errors = new Errors();
        TextRules.Check(errors, "reference", ask.Reference, OrderRules.ReferenceMax);
        return errors.ToText() is { } text ? new Refusal(RefusalCode.Invalid, text) : null;
    }

    private static AckResult Result(long id, AckOutcome outcome) => new(
        id, (int?)outcome.Refusal?.Code ?? (int)AnswerKind.Ok,
        outcome.Refusal is not null ? "refused" : outcome.IsRepeat ? "repeated" : "acked", 
        outcome.Order?.Status, outcome.Order?.ErpReference, outcome.Refusal?.Detail);
}
