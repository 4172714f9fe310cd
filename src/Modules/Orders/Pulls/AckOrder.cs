using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Pulls;

/// <summary>POST /orders/{id}/ack: an order that was pulled is in the consumer's hands for good; NEW becomes PROCESSING.</summary>
internal static class AckOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/ack",
            (long id, AckInput input, Work work, [FromServices] OrderWriter orders, OrdersDatabase database) =>
                RunAsync(id, input, work, orders, database).ToHttpAsync())
        .Needs(Permissions.OrdersPull)
        .Describe(
            "Acknowledge an order that was pulled; a repeat changes nothing", Body.Json("""{ "reference": "ERP-90071" }"""),
            Response.Of<Order>(200), Response.Error(400, 404, 409, 412, 422));

    public static async Task<Answer> RunAsync(long id, AckInput input, Work work, OrderWriter orders, OrdersDatabase database)
    {
        var errors = new Errors();
        PullRequest.CheckConsumer(errors, input.Consumer);
        TextRules.Check(errors, "reference", input.Reference, OrderRules.ReferenceMax);
        if (errors.ToRefusal() is { } problem)
        {
            return problem;
        }

        var holder = PullRequest.HolderOf(work, input.Consumer);
        var ask = new AckItem { Id = id, Reference = input.Reference, Token = input.Token };
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PullJson.Default.AckInput),
            async transaction =>
            {
                var outcome = (await Acknowledgement.RunAsync(transaction, work, orders, [ask], holder, input.IsNameEnough))[0];
                return outcome.Refusal is { } refusal
                    ? refusal
                    : Answer.Ok(OrderRecord.Table.ToJson(outcome.Order!), outcome.Order!.Version);
            });
    }
}
