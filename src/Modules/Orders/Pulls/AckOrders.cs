using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>POST /orders/ack: many acknowledgements in one commit, each with an outcome of its own.</summary>
internal static class AckOrders
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/ack", HandleAsync)
        .Needs(Permissions.OrdersPull)
        .Describe(
            "Acknowledge many orders that were pulled; each has its own result",
            Body.Json("""{ "orders": [{ "id": 17, "reference": "ERP-90072" }, { "id": 18, "reference": "ERP-90073" }] }"""), Response.Of<AckResults>(200), Response.Error(400, 422));

    private static async Task<Answer> HandleAsync(
        AckBatch batch, HttpContext context, OrdersDatabase database, [FromServices] IOptions<PullOptions> options)
    {
        if (Check(batch, options.Value.AckMax).ToProblem() is { } problem)
        {
            return problem;
        }

        var (holder, actor) = (PullRequest.HolderOf(context, batch.Consumer), Caller.Of(context)!.Subject);
        return await context.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(batch, PullJson.Default.AckBatch),
            async transaction =>
            {
                var outcomes = await Acknowledgement.RunAsync(transaction, database, batch.Orders!, holder, actor);
                var results = new AckResults([.. batch.Orders!.Zip(outcomes).Select(pair => Result(pair.First!.Id!.Value, pair.Second))]);
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
            TextRules.Check(errors, $"{field}.reference", orders[index]?.Reference, Acknowledgement.ReferenceMax);
            if (orders[index]?.Id is null)
            {
                errors.Add($"{field}.id", "Must be the id of an order.");
            }
        }

        return errors;
    }

    private static AckResult Result(long id, AckOutcome outcome) => new(
        id, outcome.Problem?.Status ?? 200, outcome.Problem is not null ? "refused" : outcome.IsRepeat ? "repeated" : "acked",
        outcome.Order?.Status, outcome.Order?.Reference, outcome.Problem?.Detail);
}
