using System.Globalization;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Pulls;

/// <summary>Takes acknowledgements in, one or many in one commit: the orders, their history and events, and the end of their leases.</summary>
internal static class Acknowledgement
{
    public const int ReferenceMax = 200;

    /// <summary>The outcomes, in the order of what was asked for. An order that is named twice has the outcome of its first.</summary>
    public static async ValueTask<IReadOnlyList<AckOutcome>> RunAsync(
        ITransaction transaction, OrdersDatabase database, IReadOnlyList<AckItem> asks, string consumer, string actor)
    {
        var found = await PullTable.FindForUpdateAsync(transaction, asks.Select(ask => ask.Id!.Value).Distinct().Order());
        var (outcomes, now) = (new Dictionary<long, AckOutcome>(), database.Clock.GetUtcNow());
        var taken = new List<RecordChange>();
        foreach (var ask in asks.DistinctBy(ask => ask.Id))
        {
            var outcome = outcomes[ask.Id!.Value] = found.TryGetValue(ask.Id.Value, out var order)
                ? Decide(order.Order, order.State, ask, consumer, now)
                : new AckOutcome(null, NotFound(ask.Id.Value));
            if (outcome is { Problem: null, IsRepeat: false, Order: { } after })
            {
                await OrderTable.UpdateAsync(transaction, order.Order, after);
                taken.Add(new RecordChange(
                    OrderTable.Kind, after.Id, after.Version, ChangeKind.Changed, actor, now, OrderRules.Changed(order.Order, after), OrderTable.ToJson(after)));
            }
        }

        await NoteAsync(transaction, database, taken, consumer);
        return [.. asks.Select(ask => outcomes[ask.Id!.Value])];
    }

    private static AckOutcome Decide(Order order, PullState state, AckItem ask, string consumer, DateTimeOffset now) => LeaseRules.Ack(state, consumer, ask.Token) switch
    {
        AckVerdict.Take => new AckOutcome(
            order with { Status = OrderStatus.Processing, Reference = ask.Reference ?? order.Reference, Version = order.Version + 1, UpdatedAt = now }, null),
        AckVerdict.Repeat => new AckOutcome(order, null, IsRepeat: true),
        AckVerdict.Cancelled => new AckOutcome(order, OrderRules.Illegal(order, OrderStatus.Processing, 409)),
        AckVerdict.Held => new AckOutcome(order, Conflict($"Order {order.Id} was handed out again after its time was over; it is not yours any more. Drop it.")),
        _ => new AckOutcome(order, Conflict($"Order {order.Id} is {order.Status} already, and not by your acknowledgement. Drop it.")),
    };

    private static async ValueTask NoteAsync(ITransaction transaction, OrdersDatabase database, List<RecordChange> taken, string consumer)
    {
        if (taken.Count == 0)
        {
            return;
        }

        await PullTable.EndAsync(transaction, taken.Select(change => change.RecordId), consumer);
        await (taken.Count == 1
            ? database.Log.AppendAsync<OrderChanged>(transaction, taken[0])
            : database.Log.AppendManyAsync<OrderChanged>(transaction, taken));
    }

    private static Problem NotFound(long id) => new(
        404, $"There is no order {id}.", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["id"] = [string.Create(CultureInfo.InvariantCulture, $"There is no order {id}.")] });

    private static Problem Conflict(string message) =>
        new(409, message, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["token"] = [message] });
}
