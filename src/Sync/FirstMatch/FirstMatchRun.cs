using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.FirstMatch;

/// <summary>One comparison of all records of both sides of a flow, and how far it is.</summary>
internal sealed record FirstMatchRun
{
    public const string Running = "running", Ready = "ready", Accepting = "accepting", Accepted = "accepted", Failed = "failed";

    public const string Left = "left", Right = "right", Keys = "keys", Scores = "scores", Verdicts = "verdicts", Links = "links",
        Looks = "looks", News = "news", Done = "done";

    public const string Columns =
        "id, flow, rules, state, stage, place, left_cursor, right_cursor, left_read, right_read, reason, started_by, started_at, ended_at, "
        + "accepted_by, accepted_at";

    public required long Id { get; init; }

    public required string Flow { get; init; }

    /// <summary>What the flow said of sides, fields and rules when it began.</summary>
    public required string Rules { get; init; }

    public required string State { get; init; }

    public required string Stage { get; init; }

    /// <summary>How far the stage is; empty at its beginning.</summary>
    public required string Place { get; init; }

    /// <summary>Up to where the side was read: what changed behind that is looked at once the first match is accepted.</summary>
    public required string? LeftCursor { get; init; }

    public required string? RightCursor { get; init; }

    public required long LeftRead { get; init; }

    public required long RightRead { get; init; }

    /// <summary>Why it failed.</summary>
    public required string? Reason { get; init; }

    public required string StartedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required string? AcceptedBy { get; init; }

    /// <summary>When all that is certain was linked, and the flow may make the rest; null before.</summary>
    public required DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Whether there is work left that nobody need ask for.</summary>
    public bool IsUnderWay => State is Running or Accepting;

    /// <summary>The same at the beginning of another stage.</summary>
    public FirstMatchRun At(string stage) => this with { Stage = stage, Place = "" };

    public static FirstMatchRun Read(Row row) => new()
    {
        Id = row.Int64(0), Flow = row.Text(1), Rules = row.Text(2), State = row.Text(3), Stage = row.Text(4), Place = row.Text(5),
        LeftCursor = row.TextOrNull(6), RightCursor = row.TextOrNull(7), LeftRead = row.Int64(8), RightRead = row.Int64(9),
        Reason = row.TextOrNull(10), StartedBy = row.Text(11), StartedAt = row.Instant(12), EndedAt = row.InstantOrNull(13),
        AcceptedBy = row.TextOrNull(14), AcceptedAt = row.InstantOrNull(15),
    };
}
