using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>The newest change that the history of a record tells.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="IsDelete">Whether the record was deleted.</param>
/// <param name="Data">The record after it; null for a delete, and when it was erased.</param>
public sealed record HistoryEnd(long Version, bool IsDelete, byte[]? Data)
{
    /// <summary>
    /// What stands beside the data and proves what it does not tell (<see cref="RecordChange.Salt"/>); null when that is random.
    /// </summary>
    public byte[]? Proof { get; private init; }

    /// <summary>That of one record; null when it has no history.</summary>
    public static ValueTask<HistoryEnd?> FindAsync(IReader reader, string kind, long id) => reader.FirstAsync(
        """
        select h.version, h.change, d.data, d.salt from history h
        left join history_data d on d.kind = h.kind and d.record_id = h.record_id and d.version = h.version
        where h.kind = $1 and h.record_id = $2 order by h.version desc limit 1
        """,
        static row => new HistoryEnd(row.Int64(0), row.Text(1) is "deleted", row.IsNull(2) ? null : row.Bytes(2))
        {
            Proof = !row.IsNull(3) && row.Bytes(3) is { Length: not RecordLog.SaltBytes } salt ? salt : null,
        },
        kind, id);

    /// <summary>The ids of the records of a kind, between two ids, whose histories say that they are there.</summary>
    public static ValueTask<IReadOnlyList<long>> ThereAsync(IReader reader, string kind, long after, long to) => reader.QueryAsync(
        """
        select h.record_id from history h where h.kind = $1 and h.record_id > $2 and h.record_id <= $3 and h.change <> 'deleted'
          and h.version = (select max(n.version) from history n where n.kind = h.kind and n.record_id = h.record_id)
        order by h.record_id
        """,
        static row => row.Int64(0), kind, after, to);
}
