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

    private const int CountMax = 10_000;
    private static readonly TimeSpan CountPause = TimeSpan.FromSeconds(1);

    private readonly Signal _added = store.Bells.On(Topic);
    private long _token;
    private long _numbered;
    private long _unnumbered;
    private long? _countedAt;
    private bool _mayHaveMore = true;

    public long? LastPosition => null;

    /// <summary>As the relay of this process last found it; where another process has the lease, its relay tells.</summary>
    public long CountWaiting(long handedOver) => Math.Max(0, Volatile.Read(ref _numbered) - handedOver) + Volatile.Read(ref _unnumbered);

    /// <summary>All three rows by one statement: each statement has a price of its own.</summary>
    public ValueTask AddAsync(ITransaction transaction, OutboxEvent published, byte[] salt)
    {
        transaction.OnCommitted(() => store.Bells.Ring(Topic));
        return transaction.SendAsync(
            """
            with changed as (
              insert into history (kind, record_id, version, change, at, actor, fields, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)
            ), said as (
              insert into history_data (kind, record_id, version, salt, data) select $1, $2, $3, $9, $10 where $10 is not null
            )
            insert into outbox_unnumbered (event_id, type, kind, record_id, version, at, traceparent) values ($11, $12, $1, $2, $3, $5, $13)
            """,
            published.Kind, published.RecordId, published.Version, published.Change, published.At, published.Actor, published.Fields, published.Digest,
            salt, SqlValue.Utf8(published.Data), published.Id, published.Type, published.TraceParent);
    }

    public async ValueTask AddManyAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> published, IReadOnlyList<byte[]> salts)
    {
        await transaction.InsertManyAsync(
            "history",
            ["kind", "record_id", "version", "change", "at", "actor", "fields", "digest"],
            [.. published.Select(one => (SqlValue[])[one.Kind, one.RecordId, one.Version, one.Change, one.At, one.Actor, one.Fields, one.Digest])]);
        await transaction.InsertManyAsync(
            "history_data",
            ["kind", "record_id", "version", "salt", "data"],
            [.. published.Zip(salts).Where(one => one.First.Data is not null).Select(one => (SqlValue[])[
                one.First.Kind, one.First.RecordId, one.First.Version, one.Second, SqlValue.Utf8(one.First.Data)])]);
        await transaction.InsertManyAsync(
            "outbox_unnumbered",
            ["event_id", "type", "kind", "record_id", "version", "at", "traceparent"],
            [.. published.Select(one => (SqlValue[])[one.Id, one.Type, one.Kind, one.RecordId, one.Version, one.At, one.TraceParent])]);
        transaction.OnCommitted(() => store.Bells.Ring(Topic));
    }

    public async Task<IReadOnlyList<OutboxEvent>> NextAsync(Lease held, long after, int limit, CancellationToken ct)
    {
        // A commit costs, also one that finds nothing to do: when nobody rang, look first.
        if (!_mayHaveMore || _countedAt is not { } countedAt || clock.GetElapsedTime(countedAt) >= CountPause)
        {
            await CountAsync(ct);
            _mayHaveMore |= Volatile.Read(ref _unnumbered) > 0;
        }

        // What the holder before us numbered, but did not hand over; or we ourselves, and never learned of it.
        if (held.Token != _token || after < _numbered)
        {
            var left = await OutboxReader.ReadAsync(store, after, limit, ct);
            if (left.Count > 0)
            {
                return left;
            }
        }

        _token = held.Token;
        if (!_mayHaveMore)
        {
            return [];
        }

        // Until the commit is known to have happened, its events must be looked for.
        _token = 0;
        var events = await store.WriteAsync(transaction => NumberAsync(transaction, held, limit), ct);
        _token = held.Token;
        _mayHaveMore = events.Count > 0;
        Volatile.Write(ref _unnumbered, Math.Max(0, _unnumbered - events.Count));
        if (events.Count > 0)
        {
            Volatile.Write(ref _numbered, events[^1].Position);
            store.Bells.Ring(EventTail.Topic);
        }

        return events;
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _mayHaveMore = await _added.WaitAsync(atMost, clock, ct);

    private async Task CountAsync(CancellationToken ct)
    {
        var (numbered, unnumbered) = await store.ReadAsync(
            reader => reader.FirstAsync(
                """
                select (select position from relay where name = 'numbered'),
                  (select count(*) from (select 1 from outbox_unnumbered limit $1) as waiting)
                """,
                static row => (row.Int64(0), row.Int64(1)), CountMax),
            ct);
        Volatile.Write(ref _numbered, numbered);
        Volatile.Write(ref _unnumbered, unnumbered);
        _countedAt = clock.GetTimestamp();
    }

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
