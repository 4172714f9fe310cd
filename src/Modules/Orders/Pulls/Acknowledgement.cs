using System.Globalization;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Pulls;

/// <summary>
/// Takes acknowledgements in, one or many in one commit: the orders, their history and events, and the end of their leases.
/// </summary>
internal static class Acknowledgement
{
    /// <summary>
    /// The outcomes, in the order of what was asked for. An order that is named twice has the outcome of its first, if both say the same.
    /// </summary>
    public static async ValueTask<IReadOnlyList<AckOutcome>> RunAsync(
        ITransaction transaction, Work work, OrderWriter orders, IReadOnlyList<AckItem> asks, string consumer,
        bool isNameEnough)
    {
        var found = await PullTable.FindForUpdateAsync(transaction, asks.Select(ask => ask.Id!.Value).Distinct().Order());
        var outcomes = asks.DistinctBy(ask => ask.Id).ToDictionary(
            ask => ask.Id!.Value,
            ask => found.TryGetValue(ask.Id!.Value, out var order)
                ? Decide(
                    work, order.Order, order.State, ask, LeaseRules.Ack(order.State, consumer, ask.Token, ask.Reference, isNameEnough))
                : new AckOutcome(null, NotFound(ask.Id.Value)));
        var taken = asks.DistinctBy(ask => ask.Id)
            .Where(ask => outcomes[ask.Id!.Value] is { Refusal: null, IsRepeat: false })
            .Select(ask => (outcomes[ask.Id!.Value].Order!, ask.Reference)).ToList();
        foreach (var order in await orders.TakeAsync(transaction, work, taken, consumer))
        {
            outcomes[order.Id] = new AckOutcome(order, null);
        }

        foreach (var ask in asks.DistinctBy(ask => ask.Id).Where(ask => outcomes[ask.Id!.Value].IsRepeat
            && found[ask.Id.Value].State.TakenReference is null && ask.Reference is not null))
        {
            outcomes[ask.Id!.Value] = await NameAsync(transaction, work, orders, found[ask.Id.Value].Order, ask.Reference!);
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

    /// <summary>
    /// Somebody else moved the order along while the consumer had it, and only now it says what the order is called there.
    /// </summary>
    private static async ValueTask<AckOutcome> NameAsync(
        ITransaction transaction, Work work, OrderWriter orders, Order order, string reference)
    {
        if (order.ErpReference is { } known && !string.Equals(known, reference, StringComparison.Ordinal))
        {
            return new AckOutcome(order, Another(order, known, reference));
        }

        var outcome = await orders.ChangeAsync(transaction, work, order, order with { ErpReference = reference });
        await OrderTable.NoteTakenAsync(transaction, order.Id, null, reference);
        return new AckOutcome(outcome.Order.Record, outcome.Order.Refusal, IsRepeat: true);
    }

    private static AckOutcome Decide(Work work, Order order, PullState state, AckItem ask, AckVerdict verdict)
    {
        var refusal = Why(order, state, ask, verdict) ?? (verdict is AckVerdict.Take ? work.RefuseStale(order.Version) : null);
        return new AckOutcome(order, refusal, refusal is null && verdict is AckVerdict.Repeat);
    }

    private static Refusal? Why(Order order, PullState state, AckItem ask, AckVerdict verdict) => verdict switch
    {
        AckVerdict.OtherReference => Another(order, state.TakenReference, ask.Reference!),
        AckVerdict.Take or AckVerdict.Repeat => null,
        AckVerdict.Cancelled => OrderRules.Illegal(order, OrderStatus.Processing, RefusalCode.Conflict),
        AckVerdict.Held => Conflict(
            $"Order {order.Id} is in the hands of {state.Lease!.Holder}, to whom it was handed out last; it is not yours. Drop it."),
        AckVerdict.Superseded when state.Lease is null => Conflict($"Order {order.Id} was not handed out under this token; pull it."),
        AckVerdict.Superseded => Conflict(
            $"Order {order.Id} was handed out again since, under the token {state.Lease.Token}: "
                + "another worker may have it. Drop it, or pull "
            + "once more."),
        AckVerdict.Changed => Conflict(
            $"Order {order.Id} was changed after it was handed out: that was version {state.Lease!.Version}, and it is at version "
            + $"{order.Version} by now. Pull it again, and acknowledge what you get then."),
        AckVerdict.Unclear => Conflict(
            $"Order {order.Id} was acknowledged under your name before, and had been handed out {state.TakenToken} times: to tell whether "
            + "by you or by another worker of that name, show the token of your pull or the reference."),
        _ when state.TakenBy is { } taker => Conflict(
            $"Order {order.Id} is {order.Status} already, and was taken over by {taker}{Under(state)}. Drop it."),
        _ => Conflict($"Order {order.Id} is {order.Status} already, and not by your acknowledgement. Drop it."),
    };

    private static string Under(PullState state) => state.TakenToken is { } token ? $" under the token {token}" : "";

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
