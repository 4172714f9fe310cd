using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>An entry just as it is stored: text stays bytes, so that no change of a byte looks like the same text.</summary>
internal sealed record AuditRow
{
    public const string Columns =
        "a.number, a.at, a.actor, a.action, a.target, a.refused, a.times, a.source, a.version, a.event_id, a.digest";

    public required long Number { get; init; }

    public required long At { get; init; }

    public required byte[] Actor { get; init; }

    public required byte[] Action { get; init; }

    public required byte[] Target { get; init; }

    public required long Refused { get; init; }

    public required long Times { get; init; }

    public byte[]? Source { get; init; }

    public long? Version { get; init; }

    public byte[]? EventId { get; init; }

    public required byte[] Digest { get; init; }

    public static AuditRow Read(Row row) => new()
    {
        Number = row.Int64(0),
        At = row.Int64(1),
        Actor = row.Bytes(2),
        Action = row.Bytes(3),
        Target = row.Bytes(4),
        Refused = row.Int64(5),
        Times = row.Int64(6),
        Source = row.IsNull(7) ? null : row.Bytes(7),
        Version = row.Int64OrNull(8),
        EventId = row.IsNull(9) ? null : row.Bytes(9),
        Digest = row.Bytes(10),
    };
}
