using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Polling;

/// <summary>How far a flow has asked its source which records are still there.</summary>
/// <param name="Cursor">Of which source of which flow it is.</param>
/// <param name="Flow">The flow.</param>
/// <param name="State">One of the states below.</param>
internal sealed record SweepRow(string Cursor, string Flow, string State)
{
    /// <summary>The states: <see cref="Held"/> waits for a person, or for the next sweep.</summary>
    public const string Asking = "asking", Confirming = "confirming", Held = "held", Done = "done";

    public const string Columns = "cursor, flow, state, place, asked, gone, begun_at, ended_at, reason, revision";

    /// <summary>Behind which record it goes on.</summary>
    public string Place { get; init; } = "";

    /// <summary>How many records were asked for.</summary>
    public long Asked { get; init; }

    /// <summary>How many of them seem gone.</summary>
    public long Gone { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>Null as long as it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it is held, or could not go on when it last tried; null when nothing is wrong.</summary>
    public string? Reason { get; init; }

    /// <summary>Grows with each change of it: who decides by it finds out that somebody was faster.</summary>
    public long Revision { get; init; }

    public static SweepRow Read(Row row) => new(row.Text(0), row.Text(1), row.Text(2))
    {
        Place = row.Text(3), Asked = row.Int64(4), Gone = row.Int64(5), BegunAt = row.Instant(6), EndedAt = row.InstantOrNull(7),
        Reason = row.TextOrNull(8), Revision = row.Int64(9),
    };
}
