using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Events in a database where commits overtake each other: they wait unnumbered until the relay gives them the next positions, in the order
/// of their sequence. Within a record that is the order of its versions, for version N + 1 can't be written before N is committed.
/// </summary>
internal sealed class PostgresEvents(IStore store, TimeProvider clock) : IEventQueue
{
    private const string Topic = "outbox";

    private const int CountMax = 10_000;
    private static readonly TimeSpan CountPause = TimeSpan.FromSeconds(1);

    private readonly Signal _added = store.Signals.On(Topic);
    private readonly SequenceFloor _floor = new();
    private long _token;
    private long _numbered;
    private long _unnumbered;
    private long? _countedAt;
    private bool _mayHaveMore = true;

    public long? LastPosition => null;

    /// <summary>Whoever sees no event that waits for its number sees just those that were numbered.</summary>
    public async ValueTask<long?> SeenAsync(IReader reader) => await reader.FirstAsync(
        // From the end: at the beginning lie the remains of the rows that were taken, for as long as an old snapshot keeps them.
        """
        select case when (select sequence from outbox_unnumbered order by sequence desc limit 1) is null
          then (select position from relay where name = 'numbered') else -1 end
        """,
        static row => row.Int64(0)) is >= 0 and var position ? position : null;

    /// <summary>As the relay of this process last found it; where another process has the lease, its relay tells.</summary>
    public long CountWaiting(long handedOver) => Math.Max(0, Volatile.Read(ref _numbered) - handedOver) + Volatile.Read(ref _unnumbered);

    /// <summary>All three rows by one statement: each statement has a price of its own.</summary>
    public ValueTask AddAsync(ITransaction transaction, OutboxEvent published, byte[] salt)
    {
        // Rung behind the commit: before it the relay would look and find nothing.
        transaction.OnCommitted(() => store.Signals.Ring(Topic));
        return transaction.SendAsync(
            """
            with changed as (
              insert into history (kind, record_id, version, change, at, actor, fields, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)
            ), said as (
              insert into history_data (kind, record_id, version, salt, data) select $1, $2, $3, $9, $10 where $10 is not null
            )
            insert into outbox_unnumbered (event_id, type, kind, record_id, version, at, traceparent) values ($11, $12, $1, $2, $3, $5, $13)
            """,
            published.Kind,
            published.RecordId,
            published.Version,
            published.Change,
            published.At,
            published.Actor,
            published.Fields,
            published.Digest,
            salt,
            SqlValue.Utf8(published.Data),
            published.Id,
            published.Type,
            published.TraceParent
        );
    }

    public async ValueTask AddManyAsync(ITransaction transaction, IReadOnlyList<OutboxEvent> published, IReadOnlyList<byte[]> salts)
    {
        await transaction.InsertManyAsync(
            "history",
            ["kind", "record_id", "version", "change", "at", "actor", "fields", "digest"],
            [
                .. published.Select(one =>
                    (SqlValue[])[one.Kind, one.RecordId, one.Version, one.Change, one.At, one.Actor, one.Fields, one.Digest]
                ),
            ]
        );
        await transaction.InsertManyAsync(
            "history_data",
            ["kind", "record_id", "version", "salt", "data"],
            [.. published.Zip(salts).Where(one => one.First.Data is not null).Select(one => (SqlValue[])[
                one.First.Kind, one.First.RecordId, one.First.Version, one.Second, SqlValue.Utf8(one.First.Data)])]);
        await transaction.InsertManyAsync(
            "outbox_unnumbered",
            ["event_id", "type", "kind", "record_id", "version", "at", "traceparent"],
            [.. published.Select(one => (SqlValue[])[one.Id, one.Type, one.Kind, one.RecordId, one.Version, one.At, one.TraceParent])]);
        transaction.OnCommitted(() => store.Signals.Ring(Topic));
    }

    public async Task<IReadOnlyList<OutboxEvent>> NextAsync(Lease held, long after, int limit, CancellationToken ct)
    {
        // A commit costs, also one that finds nothing to do: when nobody rang for a while, look first.
        if (_countedAt is not { } countedAt || clock.GetElapsedTime(countedAt) >= CountPause)
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
        return _mayHaveMore ? await NumberAsync(held, limit, ct) : [];
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        _mayHaveMore = await _added.WaitAsync(atMost, clock, ct);

        // Nobody rang, but a ring may have been lost: the next step counts what is there.
        if (!_mayHaveMore)
        {
            _countedAt = null;
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        var (numbered, unnumbered, drawn, oldest, next, first, session) = await store.AskAsync(
            reader => reader.FirstAsync(
                """
                select (select position from relay where name = 'numbered'),
                  (select count(*) from (select 1 from outbox_unnumbered where sequence > $2 limit $1) as waiting),
                  coalesce(pg_sequence_last_value(pg_get_serial_sequence('outbox_unnumbered', 'sequence')), 0),
                  pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
                  pg_current_xact_id()::text::bigint,
                  (select min(sequence) from outbox_unnumbered where sequence > $2),
                  (select pid || ' since ' || extract(epoch from backend_start) from pg_stat_get_activity(pg_backend_pid()))
                """,
                static row => (row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64OrNull(5), row.Text(6)),
                CountMax, _floor.Value),
            ct);
        _floor.Look(session, drawn, oldest, next, first);
        Volatile.Write(ref _numbered, numbered);
        Volatile.Write(ref _unnumbered, unnumbered);
        _countedAt = clock.GetTimestamp();
    }

    private async Task<IReadOnlyList<OutboxEvent>> NumberAsync(Lease held, int limit, CancellationToken ct)
    {
        // Until the commit is known to have happened, its events must be looked for.
        _token = 0;
        var events = await store.WriteAsync(transaction => MoveAsync(transaction, held, limit), ct);
        _token = held.Token;

        // Whoever commits from now on rings: only a full batch says that more may be there already.
        _mayHaveMore = events.Count == limit;
        Volatile.Write(ref _unnumbered, Math.Max(0, _unnumbered - events.Count));
        if (events.Count > 0)
        {
            Volatile.Write(ref _numbered, events[^1].Position);
            store.Signals.Ring(EventTail.Topic);
        }

        return events;
    }

    /// <summary>
    /// Moves the oldest events to the outbox, with the next positions, for as long as the lease is ours. One round trip and the commit: the
    /// lease's token comes with each row, and without rows nothing is written.
    /// </summary>
    private async ValueTask<IReadOnlyList<OutboxEvent>> MoveAsync(ITransaction transaction, Lease held, int limit)
    {
        await held.HoldOffAsync(transaction);
        var numbered = await transaction.QueryAsync(
            $"""
            with taken as (
              delete from outbox_unnumbered where sequence = any (array(
                select sequence from outbox_unnumbered where sequence > $4 order by sequence limit $1)) returning *
            ), base as (
              update relay set position = position + (select count(*) from taken), token = $2
              where name = 'numbered' and exists (select 1 from taken)
              returning position - (select count(*) from taken) as before
            ), o as (
              insert into outbox (position, event_id, type, kind, record_id, version, at, traceparent)
              select base.before + row_number() over (order by sequence), event_id, type, kind, record_id, version, at, traceparent
                from taken, base
              returning *
            )
            select {OutboxReader.Columns}, (select token from leases where name = $3) from o {OutboxReader.Payload} order by o.position
            """,
            row => (Event: OutboxReader.Read(store.Name, row), Token: row.Int64(OutboxReader.Width)),
            limit,
            held.Token,
            held.Name,
            _floor.Value
        );
        if (numbered.Count > 0)
        {
            held.Demand(numbered[0].Token);
        }

        return [.. numbered.Select(static one => one.Event)];
    }
}
