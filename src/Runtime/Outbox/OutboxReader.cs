using System.Globalization;
using System.Runtime.InteropServices;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>Reads committed events back, by position.</summary>
public static class OutboxReader
{
    private const int LookAtMax = 10_000;

    /// <summary>Events after a position, oldest first.</summary>
    /// <param name="store">The module's database.</param>
    /// <param name="after">The position to go on from; 0 for the start.</param>
    /// <param name="limit">The most events to read.</param>
    /// <param name="ct">Ends the wait for a connection.</param>
    public static ValueTask<IReadOnlyList<OutboxEvent>> ReadAsync(IStore store, long after, int limit, CancellationToken ct) =>
        store.AskAsync(reader => ReadAsync(reader, store.Name, after, limit), ct);

    /// <summary>The same in a snapshot of the caller's.</summary>
    public static ValueTask<IReadOnlyList<OutboxEvent>> ReadAsync(IReader reader, string module, long after, int limit) =>
        reader.QueryAsync($"{Select} where o.position > $1 order by o.position limit $2", row => Read(module, row), after, limit);

    /// <summary>
    /// The same, of so many bytes: the one that passes them is the last, whole. Only of those that are given are the bytes read at all.
    /// </summary>
    /// <param name="reader">Reads the module's database, in one snapshot.</param>
    /// <param name="module">The module.</param>
    /// <param name="after">The position to go on from; 0 for the start.</param>
    /// <param name="limit">The most events to read.</param>
    /// <param name="bytes">What their records may have together, and of a deleted one the record before.</param>
    /// <returns>The events, and whether there may be more.</returns>
    public static async ValueTask<(IReadOnlyList<OutboxEvent> Events, bool IsFull)> ReadBoundedAsync(
        IReader reader, string module, long after, int limit, long bytes)
    {
        var rows = await reader.QueryAsync(
            $"""
            select {Columns}, page.upto from
              (select position, size, cast(sum(size) over (order by position) as bigint) as upto from
                (select o.position, {Size} as size from outbox o left join history_data d
                   on d.kind = o.kind and d.record_id = o.record_id and d.version = o.version
                 where o.position > $1 order by o.position limit $2) sized) page
            join outbox o on o.position = page.position {Payload} where page.upto - page.size < $3 order by o.position
            """,
            row => (Event: Read(module, row), UpTo: row.Int64(Width)), after, limit, bytes);
        return ([.. rows.Select(static row => row.Event)], rows.Count == limit || (rows.Count > 0 && rows[^1].UpTo >= bytes));
    }

    /// <summary>Which positions the outbox has.</summary>
    public static ValueTask<KeptEvents> KeptAsync(IReader reader) => reader.FirstAsync(
        // In one statement: between two of them rows go and the relay moves on. What was put aside stays, however old, and so tells nothing
        // of what else is there.
        """
        select (select position from outbox where position is not null and position not in (select position from parked_handovers)
            order by position limit 1),
          (select position from outbox where position is not null and position not in (select position from parked_handovers)
            order by position desc limit 1),
          (select max(position) from relay)
        """,
        static row => KeptEvents.Of(row.Int64OrNull(0), row.Int64OrNull(1), row.Int64OrNull(2) ?? 0));

    /// <summary>The record as it was before an event; null when it was made by it, or its person was erased.</summary>
    public static ValueTask<byte[]?> BeforeAsync(IReader reader, OutboxEvent published) => reader.FirstAsync(
        "select data from history_data where kind = $1 and record_id = $2 and version = $3",
        static row => (byte[]?)row.Bytes(0), published.Kind, published.RecordId, published.Version - 1);

    /// <summary>The same for one kind of record, and the position up to which there are no others.</summary>
    public static async ValueTask<(IReadOnlyList<OutboxEvent> Events, long Position)> ReadKindAsync(
        IReader reader, string module, string kind, long after, int limit)
    {
        var events = await reader.QueryAsync(
            $"{Select} where o.kind = $1 and o.position > $2 order by o.position limit $3", row => Read(module, row), kind, after, limit);
        return (events, events.Count > 0 ? events[^1].Position : after);
    }

    /// <summary>
    /// The same for those records of a kind that belong to one customer. Looks at so many events at most, whosever they are: else one
    /// customer with few events would read the whole outbox again and again.
    /// </summary>
    /// <param name="reader">Reads the module's database, in one snapshot.</param>
    /// <param name="module">The module.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="ownedBy">SQL for the ids of the customer's records, with <c>{0}</c> for the customer.</param>
    /// <param name="owner">The customer.</param>
    /// <param name="after">The position to go on from.</param>
    /// <param name="limit">The most events to read.</param>
    /// <returns>The events, and the position up to which there are no others.</returns>
    public static async ValueTask<(IReadOnlyList<OutboxEvent> Events, long Position)> ReadOwnAsync(
        IReader reader, string module, string kind, string ownedBy, long owner, long after, int limit)
    {
        var end = await reader.FirstAsync(
            """
            select max(position) from (select position from outbox where kind = $1 and position > $2 order by position limit $3) looked_at
            """,
            static row => row.Int64OrNull(0), kind, after, LookAtMax) ?? after;
        var events = await reader.QueryAsync(
            $"""
            {Select} where o.kind = $1 and o.position > $2 and o.position <= $5
              and o.record_id in ({string.Format(CultureInfo.InvariantCulture, ownedBy, "$4")}) order by o.position limit $3
            """,
            row => Read(module, row), kind, after, limit, owner, end);

        // A full page ends with its last event; else all that was looked at is known to hold no other.
        return (events, events.Count == limit ? events[^1].Position : end);
    }

    /// <summary>What <see cref="Read"/> reads.</summary>
    internal const string Columns =
        "o.position, o.event_id, o.type, o.kind, o.record_id, o.version, h.change, "
            + "o.at, h.actor, h.fields, d.data, h.digest, o.traceparent";

    /// <summary>How many columns those are.</summary>
    internal const int Width = 13;

    /// <summary>Finds what an event <c>o</c> says.</summary>
    internal const string Payload =
        """
        join history h on h.kind = o.kind and h.record_id = o.record_id and h.version = o.version
        left join history_data d on d.kind = o.kind and d.record_id = o.record_id and d.version = o.version
        """;

    /// <summary>
    /// What an event <c>o</c> with the payload <c>d</c> takes; of a deleted record what is read to find out whose it was.
    /// </summary>
    private const string Size =
        """
        cast(coalesce(octet_length(d.data), (select octet_length(b.data) from history_data b
          where b.kind = o.kind and b.record_id = o.record_id and b.version = o.version - 1), 0) as bigint)
        """;

    private const string Select = $"select {Columns} from outbox o {Payload}";

    internal static OutboxEvent Read(string module, Row row) => new()
    {
        Position = row.Int64(0),
        Id = row.Uuid(1),
        Type = row.Text(2),
        Source = module,
        Kind = row.Text(3),
        RecordId = row.Int64(4),
        Version = row.Int64(5),
        Change = row.Text(6),
        At = row.Instant(7),
        Actor = row.Text(8),
        Fields = row.Text(9),
        Data = row.IsNull(10) ? null : row.Bytes(10),
        Digest = row.Bytes(11),
        TraceParent = row.TextOrNull(12),
    };
}

/// <summary>The positions that an outbox has.</summary>
/// <param name="Oldest">That of the oldest event that is kept; one behind the newest when none is.</param>
/// <param name="Newest">The newest that was given out; 0 when none was.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KeptEvents(long Oldest, long Newest)
{
    /// <summary>Whether all events behind a position are still there.</summary>
    public bool HasAllAfter(long position) => position >= Oldest - 1;

    /// <summary>
    /// When all events have been removed, the newest of them is where the relay stands: only what it handed over is removed.
    /// </summary>
    internal static KeptEvents Of(long? oldest, long? newest, long handedOver) => new(oldest ?? handedOver + 1, newest ?? handedOver);
}
