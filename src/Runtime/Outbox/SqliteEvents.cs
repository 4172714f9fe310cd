using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Events in a database with one writer: the row's key is the position (ADR 0004), and what was just committed is passed on in memory
/// instead of being read back.
/// </summary>
internal sealed class SqliteEvents(IStore store, CommittedEvents committed, TimeProvider clock) : IEventQueue
{
    private Task<bool>? _waiting;
    private long _lastPosition;

    public long? LastPosition => Volatile.Read(ref _lastPosition);

    public async ValueTask<long?> SeenAsync(IReader reader) =>
        await reader.FirstAsync("select coalesce(max(position), 0) from outbox", static row => row.Int64(0));

    public long CountWaiting(long handedOver) => Math.Max(0, Volatile.Read(ref _lastPosition) - handedOver);

    public async ValueTask AddAsync(ITransaction transaction, OutboxEvent published, byte[] salt)
    {
        await transaction.ExecuteAsync(
            "insert into history (kind, record_id, version, change, at, actor, fields, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            published.Kind,
            published.RecordId,
            published.Version,
            published.Change,
            published.At,
            published.Actor,
            published.Fields,
            published.Digest
        );
        if (published.Data is not null)
        {
            await transaction.ExecuteAsync(
                "insert into history_data (kind, record_id, version, salt, data) values ($1, $2, $3, $4, $5)",
                published.Kind, published.RecordId, published.Version, salt, SqlValue.Utf8(published.Data));
        }

        var position = await transaction.FirstAsync(
            """
            insert into outbox (event_id, type, kind, record_id, version, at, traceparent)
            values ($1, $2, $3, $4, $5, $6, $7) returning position
            """,
            static row => row.Int64(0),
            published.Id, published.Type, published.Kind, published.RecordId, published.Version, published.At, published.TraceParent);
        transaction.OnCommitted(() => Committed(published with { Position = position }));
    }

    public async Task<IReadOnlyList<OutboxEvent>> NextAsync(Lease held, long after, int limit, CancellationToken ct)
    {
        var events = FromMemory(after, limit);
        return events.Count > 0 ? events : await OutboxReader.ReadAsync(store, after, limit, ct);
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        // One wait until it is over: each abandoned one would stay in the channel's list.
        _waiting ??= committed.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        await Task.WhenAny(_waiting, Task.Delay(atMost, clock, ct));
        if (_waiting.IsCompleted)
        {
            _waiting = null;
        }
    }

    private void Committed(OutboxEvent published)
    {
        // Hooks run in the order of the commits, so the relay finds here what follows its position.
        Volatile.Write(ref _lastPosition, published.Position);
        committed.Offer(published);
        store.Signals.RingHere(EventTail.Topic);
    }

    /// <summary>The events that follow the position without a gap; a gap is read from the outbox instead.</summary>
    private List<OutboxEvent> FromMemory(long after, int limit)
    {
        var events = new List<OutboxEvent>();
        while (events.Count < limit && committed.Reader.TryPeek(out var next) && next.Position <= after + events.Count + 1)
        {
            // One that was read from the table meanwhile is thrown away; one behind a gap stays where it is.
            committed.Reader.TryRead(out _);
            if (next.Position == after + events.Count + 1)
            {
                events.Add(next);
            }
        }

        return events;
    }
}
