using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>The task to bring one change to one target, as the dispatcher carries it.</summary>
internal sealed record Delivery
{
    public const string Columns =
        "id, flow, target, subject, version, attempts, replays, due_at, changed_at, created_at, payload, sent_at, part, is_current, event, "
        + NewestErasure + " as erasures";

    /// <summary>The number of the newest erasure, as a column.</summary>
    public const string NewestErasure = "(select coalesce(max(id), 0) from erasures)";

    /// <summary>The payload of a delivery whose person was erased.</summary>
    public const string Erased = "{}";

    /// <summary>The same in UTF-8.</summary>
    public static readonly byte[] ErasedBytes = "{}"u8.ToArray();

    public required long Id { get; init; }

    public required string Flow { get; init; }

    public required string Target { get; init; }

    public required string Subject { get; init; }

    public required long Version { get; init; }

    /// <summary>The part of its target's deliveries that it lies in.</summary>
    public required int Part { get; init; }

    /// <summary>Failed attempts since it was made or replayed.</summary>
    public required int Attempts { get; init; }

    public required int Replays { get; init; }

    /// <summary>When it was sent to a target that takes no repeat and no answer was noted down; null for all others.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>Whether nobody knows yet what became of it.</summary>
    public bool IsSent => SentAt is not null;

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the change happened in its source.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it brings the record as it is when it goes, rather than as it was when it was made.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>The source record as JSON in UTF-8.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>The envelope of the event that it passes on, as CloudEvents JSON; null when it brings a record.</summary>
    public byte[]? Event { get; init; }

    /// <summary>
    /// What the mapping makes of the record; null until it was mapped, in the table, and where the record is to be deleted.
    /// </summary>
    public JsonObject? Fields { get; init; }

    /// <summary>Whether it tells that its record is gone.</summary>
    public bool IsDelete => Payload.AsSpan().SequenceEqual("null"u8);

    /// <summary>Whether what it was to bring was erased.</summary>
    public bool IsErased { get; init; }

    /// <summary>The number of the newest erasure when it was read; 0 for one that is in no table.</summary>
    public long Erasures { get; init; }

    public static Delivery Read(Row row)
    {
        var payload = row.Bytes(10);
        return new Delivery
        {
            Id = row.Int64(0),
            Flow = row.Text(1),
            Target = row.Text(2),
            Subject = row.Text(3),
            Version = row.Int64(4),
            Attempts = (int)row.Int64(5),
            Replays = (int)row.Int64(6),
            DueAt = row.Instant(7),
            ChangedAt = row.Instant(8),
            CreatedAt = row.Instant(9),
            Payload = payload,
            SentAt = row.InstantOrNull(11),
            Part = (int)row.Int64(12),
            IsCurrent = row.Int64(13) != 0,
            Event = row.IsNull(14) ? null : row.Bytes(14),
            IsErased = payload.AsSpan().SequenceEqual(ErasedBytes),
            Erasures = row.Int64(15),
        };
    }
}
