using System.Security.Cryptography;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>What the history of a module's database says of one change, to be compared with what was noted down elsewhere.</summary>
/// <param name="Change"><c>created</c>, <c>changed</c> or <c>deleted</c>.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Digest">The salted SHA-256 of the record after the change.</param>
/// <param name="FitsData">Whether the record that stands beside has that digest; true when it was erased.</param>
public sealed record HistoryProof(string Change, long At, string Actor, byte[] Digest, bool FitsData)
{
    /// <summary>Whether the record that stood beside is gone; a delete has none.</summary>
    public bool LacksData { get; private init; }

    /// <summary>The proof of one version of a record; null when the history does not know it.</summary>
    public static ValueTask<HistoryProof?> FindAsync(IReader reader, string kind, long id, long version) => reader.FirstAsync(
        """
        select h.change, h.at, h.actor, h.digest, d.salt, d.data from history h
        left join history_data d on d.kind = h.kind and d.record_id = h.record_id and d.version = h.version
        where h.kind = $1 and h.record_id = $2 and h.version = $3
        """,
        static row => new HistoryProof(
            row.Text(0), row.Int64(1), row.Text(2), row.Bytes(3),
            row.IsNull(4) || SHA256.HashData([.. row.Bytes(4), .. row.Bytes(5)]).AsSpan().SequenceEqual(row.Bytes(3)))
        {
            LacksData = row.IsNull(4) && row.Text(0) is not "deleted",
        },
        kind, id, version);
}
