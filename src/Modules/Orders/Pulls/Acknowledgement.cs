using System.Globalization;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Pulls;

/// <summary>Takes acknowledgements in, one or many in one commit: the orders, their history and events, and the end of their leases.</summary>
internal static class Acknowledgement
{
    /// <summary>
    /// The outcomes, in the order of what was asked for. An order that is named twice has the outcome of its first, if both say the same.
    /// </summary>
    public static async ValueTask<IReadOnlyList<AckOutcome>> RunAsync(
        ITransaction transaction, Work work, OrderWriter orders, IReadOnlyList<AckItem> asks, string consumer)
    {
        var found = await PullTable.FindForUpdateAsync(transaction, asks.Select(ask => ask.Id!.Value).Distinct().Order());
        var outcomes = asks.DistinctBy(ask => ask.Id).ToDictionary(
            ask => ask.Id!.Value,
            ask => found.TryGetValue(ask.Id!.Value, out var order)
                ? Decide(order.Order, order.State, ask, consumer)
                : new AckOutcome(null, NotFound(ask.Id.Value)));
        var taken = asks.DistinctBy(ask => ask.Id)
            .Where(ask => outcomes[ask.Id!.Value] is { Refusal: null, IsRepeat: false })
            .Select(ask => (outcomes[ask.Id!.Value].Order!, ask.Reference)).ToList();
        foreach (var order in await orders.TakeAsync(transaction, work, taken, consumer))
        {
            outcomes[order.Id] = new AckOutcome(order, null);
        }

        var firsts = asks.DistinctBy(ask => ask.Id).ToDictionary(ask => ask.Id!.Value);
        return
        [
            .. asks.Select(ask =>
                outcomes[ask.Id!.Value] is { Refusal: null } outcome && !IsSame(ask.Reference, firsts[ask.Id.Value].Reference)
                ? new AckOutcome(outcome.Order, Another(outcome.Order!, firsts[ask.Id.Value].Reference, ask.Reference!))
                : outcomes[ask.Id.Value]),
        ];
    }

    private static AckOutcome Decide(Order order, PullState state, AckItem ask, string consumer) =>
        LeaseRules.Ack(state, consumer, ask.Token) switch
    {
        AckVerdict.Take => new AckOutcome(order, null),
        AckVerdict.Repeat when state.TakenReference is { } first && !IsSame(ask.Reference, first) =>
            new AckOutcome(order, Another(order, first, ask.Reference!)),
        AckVerdict.Repeat => new AckOutcome(order, null, IsRepeat: true),
        AckVerdict.Cancelled => new AckOutcome(order, OrderRules.Illegal(order, OrderStatus.Processing, RefusalCode.Conflict)),
        AckVerdict.Held => new AckOutcome(order, Conflict($"Order {order.Id} was handed out again after its time was over; it is not yours any more. Drop it.")),
        _ => new AckOutcome(order, Conflict($"Order {order.Id} is {order.Status} already, and not by your acknowledgement. Drop it.")),
    };

    private static Refusal NotFound(long id) => new(
        RefusalCode.NotFound, $"There is no order {id}.", "id", string.Create(CultureInfo.InvariantCulture, $"There is no order {id}."));

    /// <summary>What is repeated says the same, or less.</summary>
    private static bool IsSame(string? reference, string? first) =>
        reference is null || string.Equals(reference, first, StringComparison.Ordinal);

    private static Refusal Another(Order order, string? first, string reference)
    {
        var said = string.IsNullOrEmpty(first) ? "without a reference" : $"as {first}";
        var message = $"Order {order.Id} was acknowledged {said}; it is yours, but {reference} was not noted down.";
        return new Refusal(RefusalCode.Conflict, message, "reference", message);
    }

    private static Refusal Conflict(string message) =>
        new(RefusalCode.Conflict, message, "token", message);
}
