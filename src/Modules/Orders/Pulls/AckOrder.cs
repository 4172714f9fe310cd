using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Pulls;

/// <summary>POST /orders/{id}/ack: an order that was pulled is in the consumer's hands for good; NEW becomes PROCESSING.</summary>
internal static class AckOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id:long}/ack", HandleAsync)
        .Needs(Permissions.OrdersPull)
        .Describe(
            "Acknowledge an order that was pulled; a repeat changes nothing", Body.Json("""{ "reference": "ERP-90071" }"""), Response.Of<Order>(200), Response.Error(400, 404, 409, 422));

    private static async Task<Answer> HandleAsync(
        long id, AckInput input, HttpContext context, OrdersDatabase database)
    {
        var errors = new Errors();
        PullRequest.CheckConsumer(errors, input.Consumer);
        TextRules.Check(errors, "reference", input.Reference, Acknowledgement.ReferenceMax);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var (holder, actor) = (PullRequest.HolderOf(context, input.Consumer), Caller.Of(context)!.Subject);
        var ask = new AckItem { Id = id, Reference = input.Reference, Token = input.Token };
        return await context.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PullJson.Default.AckInput),
            async transaction =>
            {
                var outcome = (await Acknowledgement.RunAsync(transaction, database, [ask], holder, actor))[0];
                return outcome.Problem is { } refusal ? refusal : Answer.Ok(OrderTable.ToJson(outcome.Order!), outcome.Order!.Version);
            });
    }
}
