using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>POST /orders/{id}/nack: the consumer can't take the order over; others may have it at once.</summary>
internal static partial class NackOrder
{
    public const int ReasonMax = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/nack",
            (
                long id, NackInput input, Work work, OrdersDatabase database, [FromServices] IOptions<PullOptions> options,
                ILogger<OrdersDatabase> logger) =>
                RunAsync(id, input, work, database, options, logger).ToHttpAsync())
        .Needs(Permissions.OrdersPull)
        .Describe(
            "Give an order back that was pulled; it may be pulled again at once", Body.Json("""{ "reason": "no tax number" }"""),
            Response.Of<NackAnswer>(200), Response.Error(400, 404, 409, 412, 422));

    public static async Task<Answer> RunAsync(
        long id, NackInput input, Work work, OrdersDatabase database, IOptions<PullOptions> options, ILogger<OrdersDatabase> logger)
    {
        var errors = new Errors();
        PullRequest.CheckConsumer(errors, input.Consumer);
        TextRules.Check(errors, "reason", input.Reason, ReasonMax, breaks: true);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var holder = PullRequest.HolderOf(work, input.Consumer);
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PullJson.Default.NackInput),
            transaction => GiveBackAsync(transaction, id, input, holder, work, database, options.Value.NacksMax, logger));
    }

    private static async ValueTask<Answer> GiveBackAsync(
        ITransaction transaction, long id, NackInput input, string holder, Work work, OrdersDatabase database, int nacksMax,
        ILogger logger)
    {
        if (!(await PullTable.FindForUpdateAsync(transaction, [id])).TryGetValue(id, out var found))
        {
            return Answer.NotFound(OrderRecord.Kind, id);
        }

        var nacks = found.State.Lease?.Nacks ?? 0;
        switch (LeaseRules.Nack(found.State, holder, input.Token))
        {
            case NackVerdict.GiveBack when work.RefuseStale(found.Order.Version) is { } stale:
                return stale;
            case NackVerdict.GiveBack:
                await PullTable.GiveBackAsync(transaction, id, holder, input.Reason, nacksMax);
                transaction.OnCommitted(() => database.Store.Signals.Ring(OrderWriter.NewOrders));
                transaction.OnCommitted(() => GivenBack(logger, id, holder, nacks + 1));
                return Say(id, nacks + 1, input.Reason);
            case NackVerdict.Repeat when input.Reason is { } reason
                && !string.Equals(reason, found.State.Lease!.Reason, StringComparison.Ordinal):
                return Refusal.Of(
                    RefusalCode.Conflict, "reason",
                    $"Order {id} was given back before, {(found.State.Lease.Reason is null ? "without a reason" : "for another")}; it is "
                    + "free, but this reason was not noted down.");
            case NackVerdict.Repeat:
                return Say(id, nacks, found.State.Lease!.Reason);
            case NackVerdict.Gone:
                return Refuse($"Order {id} is {found.Order.Status}; only one that is {OrderStatus.New} can be given back.");
            default:
                return Refuse(
                    $"Order {id} is not in the hands of this consumer{(found.State.Lease?.Holder is { } other ? $", but of {other}" : "")}"
                    + $"{(found.State.Lease is { } lease ? $", under the token {lease.Token}" : "")}.");
        }
    }

    private static Answer Say(long id, long nacks, string? reason) =>
        Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new NackAnswer(id, OrderStatus.New, nacks, reason), PullJson.Wire.NackAnswer));

    private static Answer Refuse(string message) =>
        Refusal.Of(RefusalCode.Conflict, "token", message);

    [LoggerMessage(6112, LogLevel.Warning, "order {Id} was given back by {Holder}, for the {Nacks}. time")]
    private static partial void GivenBack(ILogger logger, long id, string holder, long nacks);
}
