using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>Which change a row of a module's history tells, for those who go through all of them.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="RecordId">The record.</param>
/// <param name="Version">The version that the change made.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
public sealed record HistoryKey(string Kind, long RecordId, long Version, long At)
{
    /// <summary>Before all others.</summary>
    public static HistoryKey First { get; } = new("", long.MinValue, long.MinValue, 0);

    /// <summary>The rows behind this one, in the order of their keys.</summary>
    public ValueTask<IReadOnlyList<HistoryKey>> NextAsync(IReader reader, int limit) => reader.QueryAsync(
        """
        select h.kind, h.record_id, h.version, h.at from history h
        where (h.kind, h.record_id, h.version) > ($1, $2, $3) order by h.kind, h.record_id, h.version limit $4
        """,
        static row => new HistoryKey(row.Text(0), row.Int64(1), row.Int64(2), row.Int64(3)),
        Kind, RecordId, Version, limit);

    /// <summary>Whether its event may not have reached its consumers yet.</summary>
    public async ValueTask<bool> IsWaitingAsync(IReader reader)
    {
        // In one statement: the relay may just be moving the event from one table to the other.
        var waiting = reader.Dialect.UnnumberedEvents is { } table
            ? $" union all select 1 from {table} u where u.kind = $1 and u.record_id = $2 and u.version = $3"
            : "";
        return await reader.FirstAsync(
            $"""
            select 1 from outbox o
            where (o.position > coalesce((select position from relay where name = 'transport'), 0)
                or o.position in (select position from parked_handovers))
              and o.kind = $1 and o.record_id = $2 and o.version = $3{waiting}
            """,
            static row => row.Int64(0),
            Kind, RecordId, Version) == 1;
    }
}
