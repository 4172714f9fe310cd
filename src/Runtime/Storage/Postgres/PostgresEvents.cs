using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// Events in a database where commits overtake each other: they wait unnumbered until the relay gives them the next positions, in the order
/// of their sequence. Within a record that is the order of its versions, for version N + 1 can't be written before N is committed.
/// </summary>
internal sealed class PostgresEvents(IStore store, TimeProvider clock) : IEventQueue
{
    private const string Topic = "outbox";

    private readonly Signal _added = store.Bells.On(Topic);
    private long _token;
    private long _numbered;
    private bool _mayHaveMore = true;

    public long? LastPosition => null;

    public long CountWaiting(long handedOver) => Math.Max(0, Volatile.Read(ref _numbered) - handedOver);

    public async ValueTask AddAsync(ITransaction transaction, OutboxEvent published)
    {
        await transaction.SendAsync(
            """
            insert into outbox_unnumbered (event_id, type, kind, record_id, version, at, traceparent) values ($1, $2, $3, $4, $5, $6, $7)
            """,
            published.Id, published.Type, published.Kind, published.RecordId, published.Version, published.At, published.TraceParent);
        transaction.OnCommitted(() => store.Bells.Ring(Topic));
    }

    public async ValueTask AddManyAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> published)
    {
        await transaction.InsertManyAsync(
            "outbox_unnumbered",
            ["event_id", "type", "kind", "record_id", "version", "at", "traceparent"],
            [.. published.Select(one => (SqlValue[])[one.Id, one.Type, one.Kind, one.RecordId, one.Version, one.At, one.TraceParent])]);
        transaction.OnCommitted(() => store.Bells.Ring(Topic));
    }

    public async Task<IReadOnlyList<OutboxEvent>> NextAsync(Lease held, long after, int limit, CancellationToken ct)
    {
        // What the holder before us numbered, but did not hand over.
        if (held.Token != _token || after < _numbered)
        {
            var left = await OutboxReader.ReadAsync(store, after, limit, ct);
            if (left.Count > 0)
            {
                return left;
            }

            _token = held.Token;
        }

        // A commit costs, also one that finds nothing to do: when nobody rang, look first.
        if (!_mayHaveMore && !await HasMoreAsync(ct))
        {
            return [];
        }

        var events = await store.WriteAsync(transaction => NumberAsync(transaction, held, limit), ct);
        _mayHaveMore = events.Count > 0;
        if (events.Count > 0)
        {
            Volatile.Write(ref _numbered, events[^1].Position);
            store.Bells.Ring(EventTail.Topic);
        }

        return events;
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _mayHaveMore = await _added.WaitAsync(atMost, clock, ct);

    private ValueTask<bool> HasMoreAsync(CancellationToken ct) => store.ReadAsync(
        async reader => await reader.FirstAsync("select 1 from outbox_unnumbered limit 1", static row => row.Int64(0)) == 1, ct);

    /// <summary>Moves the oldest events to the outbox, with the next positions, for as long as the lease is ours.</summary>
    private async ValueTask<IReadOnlyList<OutboxEvent>> NumberAsync(ITransaction transaction, Lease held, int limit)
    {
        await held.CheckAsync(transaction);
        return await transaction.QueryAsync(
            $"""
            with taken as (
              delete from outbox_unnumbered where sequence in (select sequence from outbox_unnumbered order by sequence limit $1) returning *
            ), base as (
              update relay set position = position + (select count(*) from taken), token = $2 where name = 'numbered'
              returning position - (select count(*) from taken) as before
            ), o as (
              insert into outbox (position, event_id, type, kind, record_id, version, at, traceparent)
              select base.before + row_number() over (order by sequence), event_id, type, kind, record_id, version, at, traceparent from taken, base
              returning *
            )
            select {OutboxReader.Columns} from o {OutboxReader.Payload} order by o.position
            """,
            row => OutboxReader.Read(store.Name, row), limit, held.Token);
    }
}
