using Lockstep.Runtime.Inbox;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Lockstep.Sync.Versions;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Turns events into deliveries, one for each flow that wants the change: step 3 of the life of a change.
/// </summary>
internal sealed partial class EventIntake(
    SyncDatabase database, FlowVersions versions, SubscriptionCache subscriptions, Parts parts, DispatcherSet dispatchers,
    ILogger<EventIntake> logger)
    : IEventConsumer
{
    public string Name => SyncDatabase.Name;

    public async Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        // As they are now, whichever process changed them: an event of after a subscription, or of after a flow was applied, must not
        // miss it.
        // That they can't be read, at the start for example, when what opens their secrets is not there yet, is the fault of no event: all
        // of them come again. All events of a batch go by one state of the flows.
        var (flowsNumber, webhooksNumber) = await database.Store.AskAsync(NumbersAsync, ct);
        var takers = await TakersAsync(flowsNumber, webhooksNumber, ct);
        try
        {
            await TakeInAsync(events, takers, ct);
        }
        catch (Exception error) when (!IsPassing(error))
        {
            // One of them can't be handled: find out which, so that it stops nobody else.
            await OneByOneAsync(events, takers, ct);
        }
    }

    public Task SyncAsync(CancellationToken ct) => database.Store.SyncedAsync(ct);

    private async ValueTask<Takers> TakersAsync(long flowsNumber, long webhooksNumber, CancellationToken ct)
    {
        try
        {
            return new Takers(await versions.NowAsync(flowsNumber, ct), await subscriptions.NowAsync(webhooksNumber, ct));
        }
        catch (InvalidDataException error)
        {
            // As an outage: else the relay would put one event after the other aside, and newer ones would overtake them.
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>The numbers of the states of flows and of webhooks.</summary>
    private static ValueTask<(long Flows, long Webhooks)> NumbersAsync(IReader reader) => reader.FirstAsync(
        "select (select number from flow_revision where id = 1), (select number from webhook_revision where id = 1)",
        static row => (row.Int64(0), row.Int64(1)));

    private async Task OneByOneAsync(IReadOnlyList<OutboxEvent> events, Takers takers, CancellationToken ct)
    {
        foreach (var published in events)
        {
            try
            {
                await TakeInAsync([published], takers, ct);
            }
            catch (Exception error) when (!IsPassing(error))
            {
                await ParkAsync(published, error.Message, ct);
                Parked(logger, RecordNames.Of(published.Subject), published.Id, error.Message);
            }
        }
    }

    /// <summary>
    /// Whether the same events can be taken in later: a key that is taken is the head of a lane, which another write was first to fill.
    /// </summary>
    private static bool IsPassing(Exception error) =>
        error is StoreException { Fault: not StoreFault.Statement } or UniqueViolationException or OperationCanceledException;

    /// <summary>
    /// What no flow wants leaves no trace: taken in once more, it would have no effect again. Repeats are rare, so which events are new is
    /// asked only when one was found.
    /// </summary>
    private async Task TakeInAsync(IReadOnlyList<OutboxEvent> events, Takers takers, CancellationToken ct)
    {
        var wanted = events.Select(published => new WantedEvent(published, FlowsOf(published, takers)))
            .Where(static one => one.Flows.Count > 0).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        try
        {
            await WriteAsync(wanted, AllNewAsync, ct);
        }
        catch (UniqueViolationException)
        {
            await WriteAsync(wanted, NewOnesAsync, ct);
        }
    }

    /// <summary>Behind: what a power cut takes back comes again, for the relay marks nothing before it is on disk.</summary>
    private Task<bool> WriteAsync(
        IReadOnlyList<WantedEvent> events, Func<ITransaction, IReadOnlyList<WantedEvent>, ValueTask<IEnumerable<WantedEvent>>> accept,
        CancellationToken ct) =>
        database.Store.WriteBehindAsync(
            async transaction =>
            {
                var changes = (await accept(transaction, events)).SelectMany(ChangesOf).ToList();
                foreach (var delivery in await NewDeliveries.AddAsync(transaction, changes, parts, database.Clock.GetUtcNow()))
                {
                    // By a hook: until the commit it may be taken back, and behind the write's return a look at the table may have sent it
                    // already.
                    transaction.OnCommitted(() =>
                    {
                        Queued(logger, RecordNames.Of(delivery.Subject), delivery.Id, delivery.Flow);
                        dispatchers.Offer(delivery);
                    });
                }

                return true;
            },
            ct);

    private async ValueTask<IEnumerable<WantedEvent>> AllNewAsync(ITransaction transaction, IReadOnlyList<WantedEvent> events)
    {
        await InboxTable.AddAllAsync(transaction, Name, Ids(events), database.Clock.GetUtcNow());
        return events;
    }

    private async ValueTask<IEnumerable<WantedEvent>> NewOnesAsync(ITransaction transaction, IReadOnlyList<WantedEvent> events)
    {
        var fresh = await InboxTable.AcceptAllAsync(transaction, Name, Ids(events), database.Clock.GetUtcNow());
        return events.Where(wanted => fresh.Remove(wanted.Event.Id));
    }

    private static List<Guid> Ids(IReadOnlyList<WantedEvent> events) => [.. events.Select(wanted => wanted.Event.Id)];

    /// <summary>
    /// A flow does not hear of what it wrote itself: a flow whose target is its source would go round for ever. What has no data any more
    /// was erased before it came here: it says nothing, and least of all that the record is gone.
    /// </summary>
    private static IReadOnlyList<Flow> FlowsOf(OutboxEvent published, Takers takers)
    {
        if (published is { Data: null, Change: not "deleted" })
        {
            return [];
        }

        var (flows, webhooks) = takers;
        var wanting = flows.Wanting(published.Source, published.Kind, published.Change);
        var own = wanting.Any(IsEcho) ? [.. wanting.Where(flow => !IsEcho(flow))] : wanting;
        return webhooks.Count == 0 ? own
            : [.. own, .. webhooks.Where(webhook => webhook.Wants(published)).Select(static webhook => webhook.Flow)];

        bool IsEcho(Flow flow) => string.Equals(flow.Origin, published.Actor, StringComparison.Ordinal);
    }

    /// <summary>That a record is gone, because it was merged into another one for example, is told without what it was.</summary>
    private static IEnumerable<Change> ChangesOf(WantedEvent wanted)
    {
        var (published, wanting) = wanted;
        var envelope = wanting.Any(static flow => flow.PassesEvents) ? CloudEventJson.EnvelopeOf(published) : null;
        var payload = published.Change is "deleted" ? null : published.Data;
        return wanting.Select(flow => new Change(
            flow, published.Subject, published.Version, published.At, payload ?? "null"u8.ToArray(),
            flow.PassesEvents ? envelope : null));
    }

    private Task<int> ParkAsync(OutboxEvent published, string reason, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            // Set aside and known in one commit: known first, it would be lost for good by a crash in between.
            var now = database.Clock.GetUtcNow();
            await InboxTable.AcceptAsync(transaction, Name, published.Id, now);
            return await transaction.ExecuteAsync(
                """
                insert into parked_events (event_id, source, position, subject, reason, parked_at) values ($1, $2, $3, $4, $5, $6)
                on conflict do nothing
                """,
                published.Id, published.Source, published.Position, published.Subject, reason, now);
        },
        ct);

    [LoggerMessage(5010, LogLevel.Information, "{Record} queued as delivery {Id} ({Flow})")]
    private static partial void Queued(ILogger logger, string record, long id, string flow);

    [LoggerMessage(5011, LogLevel.Error, "the event {Id} about {Record} can't be handled and is parked: {Reason}")]
    private static partial void Parked(ILogger logger, string record, Guid id, string reason);

    /// <summary>Who may want events, as they are at one moment.</summary>
    private sealed record Takers(FlowSet Flows, IReadOnlyList<Subscription> Webhooks);

    /// <summary>An event, and the flows that want it.</summary>
    private sealed record WantedEvent(OutboxEvent Event, IReadOnlyList<Flow> Flows);
}
