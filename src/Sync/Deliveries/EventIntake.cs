using Lockstep.Runtime.Inbox;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Turns events into deliveries, one for each flow that wants the change: step 3 of the life of a change.
/// </summary>
internal sealed partial class EventIntake(
    SyncDatabase database, FlowRegistry flows, Parts parts, DispatcherSet dispatchers,
    ILogger<EventIntake> logger)
    : IEventConsumer
{
    public string Name => SyncDatabase.Name;

    public async Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        try
        {
            await TakeInAsync(events, ct);
        }
        catch (Exception error) when (!IsPassing(error))
        {
            // One of them can't be handled: find out which, so that it stops nobody else.
            await OneByOneAsync(events, ct);
        }
    }

    public Task SyncAsync(CancellationToken ct) => database.Store.SyncedAsync(ct);

    private async Task OneByOneAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        foreach (var published in events)
        {
            try
            {
                await TakeInAsync([published], ct);
            }
            catch (Exception error) when (!IsPassing(error))
            {
                await ParkAsync(published, error.Message, ct);
                Parked(logger, RecordNames.Of(published.Subject), published.Id, error.Message);
            }
        }
    }

    /// <summary>Whether the same events can be taken in later: a key that is taken is the head of a lane, which another write was first to fill.</summary>
    private static bool IsPassing(Exception error) => error is StoreException { Fault: not StoreFault.Statement } or UniqueViolationException or OperationCanceledException;

    /// <summary>
    /// What no flow wants leaves no trace: taken in once more, it would have no effect again. Repeats are rare, so which events are new is
    /// asked only when one was found.
    /// </summary>
    private async Task TakeInAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        var wanted = events.Where(published => FlowsOf(published).Count > 0).ToList();
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
        IReadOnlyList<OutboxEvent> events, Func<ITransaction, IReadOnlyList<OutboxEvent>, ValueTask<IEnumerable<OutboxEvent>>> accept, CancellationToken ct) =>
        database.Store.WriteBehindAsync(
            async transaction =>
            {
                var changes = (await accept(transaction, events)).SelectMany(ChangesOf).ToList();
                foreach (var delivery in await NewDeliveries.AddAsync(transaction, changes, parts, database.Clock.GetUtcNow()))
                {
                    transaction.OnCommitted(() =>
                    {
                        Queued(logger, RecordNames.Of(delivery.Subject), delivery.Id, delivery.Flow);
                        dispatchers.Offer(delivery);
                    });
                }

                return true;
            },
            ct);

    private async ValueTask<IEnumerable<OutboxEvent>> AllNewAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> events)
    {
        await InboxTable.AddAllAsync(transaction, Name, Ids(events), database.Clock.GetUtcNow());
        return events;
    }

    private async ValueTask<IEnumerable<OutboxEvent>> NewOnesAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> events)
    {
        var fresh = await InboxTable.AcceptAllAsync(transaction, Name, Ids(events), database.Clock.GetUtcNow());
        return events.Where(published => fresh.Remove(published.Id));
    }

    private static List<Guid> Ids(IReadOnlyList<OutboxEvent> events) => [.. events.Select(published => published.Id)];

    /// <summary>A flow does not hear of what it wrote itself: a flow whose target is its source would go round for ever.</summary>
    private IReadOnlyList<Flow> FlowsOf(OutboxEvent published)
    {
        var wanting = flows.Wanting(published.Source, published.Kind, published.Change);
        return wanting.Any(IsEcho) ? [.. wanting.Where(flow => !IsEcho(flow))] : wanting;

        bool IsEcho(Flow flow) => string.Equals(flow.Origin, published.Actor, StringComparison.Ordinal);
    }

    /// <summary>
    /// What has no data any more was erased before it came here: it says nothing, and least of all that the record is gone. That a record is
    /// gone, because it was merged into another one for example, is told without what it was.
    /// </summary>
    private IEnumerable<Change> ChangesOf(OutboxEvent published) => published is { Data: null, Change: not "deleted" } ? []
        : FlowsOf(published).Select(flow => new Change(
            flow, published.Subject, published.Version, published.At,
            published.Change is "deleted" ? "null"u8.ToArray() : published.Data!));

    private Task<int> ParkAsync(OutboxEvent published, string reason, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
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
}
