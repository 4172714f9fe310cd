using Lockstep.Identity.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Writes an entry for each change of a record: what happened and the digest that proves it, never the record. An event is never parked
/// here: when it can't be written it comes again until it can.
/// </summary>
internal sealed class AuditIntake(IdentityDatabase database, AuditLog log) : IEventConsumer
{
    public string Name => "audit";

    /// <summary>Repeats are rare, so each event is asked for only when one was found.</summary>
    public async Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        try
        {
            await WriteAsync(transaction => AddAsync(transaction, events), ct);
        }
        catch (UniqueViolationException)
        {
            await WriteAsync(transaction => AddNewAsync(transaction, events), ct);
        }
    }

    public Task SyncAsync(CancellationToken ct) => database.Store.SyncedAsync(ct);

    /// <summary>Behind: what a power cut takes back comes again, for the relay marks nothing before it is on disk.</summary>
    private Task<bool> WriteAsync(Func<ITransaction, ValueTask> write, CancellationToken ct) => database.Store.WriteBehindAsync(
        async transaction =>
        {
            await write(transaction);
            transaction.OnCommitted(log.Written.Ring);
            return true;
        },
        ct);

    private static async ValueTask AddAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> events)
    {
        // All at once: whoever takes numbers holds back every other writer of the log until the commit.
        var number = await AuditNumbers.TakeAsync(transaction, events.Count);
        foreach (var change in events)
        {
            await transaction.SendAsync(
                """
                insert into audit (number, at, actor, action, target, refused, times, source, version, event_id, digest)
                values ($1, $2, $3, $4, $5, 0, 1, $6, $7, $8, $9)
                """,
                number++,
                change.At,
                change.Actor,
                $"{change.Kind}:{change.Change}",
                change.Subject,
                change.Source,
                change.Version,
                change.Id,
                change.Digest
            );
        }
    }

    /// <summary>Only those that are not there yet; none can come in between, for who took numbers holds all others back.</summary>
    private static async ValueTask AddNewAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> events)
    {
        await AuditNumbers.TakeAsync(transaction, 0);
        var fresh = new List<OutboxEvent>();
        foreach (var change in events)
        {
            if (await transaction.FirstAsync("select 1 from audit where event_id = $1", static row => row.Int64(0), change.Id) == 0)
            {
                fresh.Add(change);
            }
        }

        await AddAsync(transaction, fresh);
    }
}
