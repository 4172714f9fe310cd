using Lockstep.Reports.Editions;
using Lockstep.Reports.Facts;
using Lockstep.Reports.Schema;
using Lockstep.Runtime.Inbox;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lockstep.Reports.Intake;

/// <summary>
/// Takes events into the facts, those of an edition that is being built too: step 3 of the life of a change. What the facts say of a record
/// is the newest that was heard of it, so that neither a repeat nor another order of events changes anything.
/// </summary>
internal sealed partial class ReportIntake(ReportsDatabase database, ILogger<ReportIntake> logger) : IEventConsumer
{
    public string Name => ReportsDatabase.Name;

    public async Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        var wanted = events.Where(static published => FactBatch.Kinds.Contains(published.Kind, StringComparer.Ordinal)).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        try
        {
            await TakeInAsync(wanted, ct);
        }
        catch (Exception error) when (!IsPassing(error))
        {
            // One of them can't be handled: find out which, so that it stops nobody else.
            await OneByOneAsync(wanted, ct);
        }
    }

    public Task SyncAsync(CancellationToken ct) => database.Store.SyncedAsync(ct);

    private static bool IsPassing(Exception error) =>
        error is StoreException { Fault: not StoreFault.Statement } or OperationCanceledException;

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

    /// <summary>Behind: what a power cut takes back comes again, for the relay marks nothing before it is on disk.</summary>
    private Task<bool> TakeInAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        var news = NewsOf(events);
        return database.Store.WriteBehindAsync(
            async transaction =>
            {
                // The lock first: by which editions there are is decided below, and a rebuild must not begin behind that.
                await transaction.LockAsync(FactWriter.Lock);

                // In the commit of the facts: noted down in one before it, the event would be lost when we die in between.
                var fresh = await InboxTable.AcceptAllAsync(
                    transaction, Name, [.. events.Select(static published => published.Id)], database.Clock.GetUtcNow());
                if (fresh.Count == 0)
                {
                    return false;
                }

                foreach (var edition in await EditionTable.WrittenAsync(transaction))
                {
                    await FactWriter.ApplyAsync(transaction, edition, news);
                }

                return true;
            },
            ct);
    }

    /// <summary>
    /// What has no data any more was erased before it came here: it says nothing, and least of all that the record is gone. That comes in
    /// an event of its own.
    /// </summary>
    private static FactBatch NewsOf(IEnumerable<OutboxEvent> events)
    {
        var news = new FactBatch();
        foreach (var published in events)
        {
            // A customer who was merged into another one is gone too, and its event says into which.
            if (published.Change is "deleted")
            {
                news.AddGone(published.Kind, published.RecordId, published.Version);
            }
            else if (published.Data is { } data)
            {
                news.Add(published.Kind, published.RecordId, published.Version, data);
            }
        }

        return news;
    }

    private Task<int> ParkAsync(OutboxEvent published, string reason, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            var now = database.Clock.GetUtcNow();

            // Taken for handled in the commit that parks it, or the relay would hand it over for ever.
            await InboxTable.AcceptAsync(transaction, Name, published.Id, now);
            return await transaction.ExecuteAsync(
                """
                insert into parked_events (event_id, source, position, subject, reason, parked_at) values ($1, $2, $3, $4, $5, $6)
                on conflict do nothing
                """,
                published.Id, published.Source, published.Position, published.Subject, reason, now);
        },
        ct);

    [LoggerMessage(9010, LogLevel.Error, "the event {Id} about {Record} can't be taken into the reports and is parked: {Reason}")]
    private static partial void Parked(ILogger logger, string record, Guid id, string reason);
}
