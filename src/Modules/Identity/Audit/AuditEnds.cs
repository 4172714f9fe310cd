using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>Where the log begins and ends, read in one statement, so that all of it is of one moment.</summary>
internal sealed record AuditEnds
{
    /// <summary>The newest entry; 0 when there is none.</summary>
    public required long Newest { get; init; }

    /// <summary>The newest sealed entry; 0 when there is none.</summary>
    public required long Sealed { get; init; }

    public byte[]? SealedKey { get; private init; }

    public byte[]? HeadTag { get; private init; }

    private long Oldest { get; init; }

    private long HeadLast { get; init; }

    private long OldestSeal { get; init; }

    private long? OldestPersonal { get; init; }

    private long? NewestPersonal { get; init; }

    public static async ValueTask<AuditEnds> ReadAsync(IReader reader) => (await reader.FirstAsync(
        """
        select (select coalesce(max(number), 0) from audit), (select coalesce(min(number), 1) from audit),
          (select coalesce(max(last), 0) from audit_seals), (select coalesce(min(last), 1) from audit_seals),
          (select sealed_key from audit_key), (select last from audit_head), (select tag from audit_head),
          (select min(number) from audit_personal), (select max(number) from audit_personal)
        """,
        static row => new AuditEnds
        {
            Newest = row.Int64(0),
            Oldest = row.Int64(1),
            Sealed = row.Int64(2),
            OldestSeal = row.Int64(3),
            SealedKey = row.IsNull(4) ? null : row.Bytes(4),
            HeadLast = row.Int64(5),
            HeadTag = row.IsNull(6) ? null : row.Bytes(6),
            OldestPersonal = row.Int64OrNull(7),
            NewestPersonal = row.Int64OrNull(8),
        }))!;

    /// <summary>What is wrong with them already; null when nothing is.</summary>
    public string? Fault() => this switch
    {
        { Oldest: < 1 } => $"there is an entry {Oldest}, which Lockstep never wrote",
        { Oldest: > 1 } => "entry 1 is gone",
        { OldestSeal: < 1 } => $"there is a seal of entry {OldestSeal}, which Lockstep never made",
        { SealedKey: null } when Newest > 0 || Sealed > 0 || HeadTag is not null => "the audit key is gone",
        { SealedKey: not null, HeadTag: null } => "the mark of the newest seal is gone",
        _ when HeadLast != Sealed => $"the newest seal is that of entry {Sealed}, but was that of entry {HeadLast}",
        _ when Sealed > Newest => $"the entries after {Newest} are gone; they were sealed up to {Sealed}",
        _ when OldestPersonal < 1 || NewestPersonal > Newest => "there is personal data beside an entry that does not exist",
        _ => null,
    };
}
