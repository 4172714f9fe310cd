using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Versions;

/// <summary>How a flow stands in the database.</summary>
internal sealed record FlowRow
{
    /// <summary>It is in force, paused or not.</summary>
    public const string On = "on";

    /// <summary>Its text says <c>enabled: false</c>.</summary>
    public const string Off = "off";

    /// <summary>Its file was removed.</summary>
    public const string Gone = "gone";

    /// <summary>What a query of <c>flows f</c> and <c>flow_versions v</c> must ask for.</summary>
    public const string Columns =
        "f.name, f.version, f.route, f.state, f.file, f.file_sha256, f.paused_at, f.paused_by, f.pause_reason, f.resumed_at, "
        + "v.sha256, v.origin, v.applied_by, v.applied_at";

    public required string Name { get; init; }

    /// <summary>The version in force.</summary>
    public required long Version { get; init; }

    /// <summary>What it brings where; null when it was never on.</summary>
    public string? Route { get; init; }

    public required string State { get; init; }

    /// <summary>The file that it is of; null when it is of none.</summary>
    public string? File { get; init; }

    /// <summary>What was read last in that file.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>Why nothing of it goes; null when it does.</summary>
    public FlowPause? Pause { get; init; }

    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>SHA-256 of the version in force.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Where that came from: <c>file</c> or <c>api</c>.</summary>
    public required string Origin { get; init; }

    public required string AppliedBy { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }

    public static FlowRow Read(Row row) => new()
    {
        Name = row.Text(0),
        Version = row.Int64(1),
        Route = row.TextOrNull(2),
        State = row.Text(3),
        File = row.TextOrNull(4),
        FileSha256 = row.TextOrNull(5),
        Pause = row.InstantOrNull(6) is { } at ? new FlowPause(at, row.TextOrNull(7) ?? "", row.TextOrNull(8)) : null,
        ResumedAt = row.InstantOrNull(9),
        Sha256 = row.Text(10),
        Origin = row.Text(11),
        AppliedBy = row.Text(12),
        AppliedAt = row.Instant(13),
    };
}

/// <summary>A pause of a flow.</summary>
/// <param name="At">Since when, in UTC.</param>
/// <param name="By">Who paused it.</param>
/// <param name="Reason">Why; null when nobody said.</param>
internal sealed record FlowPause(DateTimeOffset At, string By, string? Reason);
