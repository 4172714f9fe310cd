using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>A seal over the entries <c>First</c> to <c>Last</c> and, through the hash, over all before them.</summary>
internal sealed record AuditSeal(long First, long Last, byte[] Hash, long At, byte[] Tag)
{
    public const string Columns = "s.first, s.last, s.hash, s.at, s.tag";

    public static AuditSeal Read(Row row) => new(row.Int64(0), row.Int64(1), row.Bytes(2), row.Int64(3), row.Bytes(4));

    /// <summary>The newest seal; null when nothing is sealed yet.</summary>
    public static ValueTask<AuditSeal?> NewestAsync(IReader reader) =>
        reader.FirstAsync($"select {Columns} from audit_seals s order by s.last desc limit 1", Read);
}
