using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Schedules;

/// <summary>A schedule as the API answers it.</summary>
/// <param name="Id">Given by Lockstep.</param>
/// <param name="Name">Unique.</param>
/// <param name="Report">The report that is sent.</param>
/// <param name="Query">What it is asked.</param>
/// <param name="Cron">When, in five fields.</param>
/// <param name="Zone">The zone whose clock that goes by, and whose days the report has.</param>
/// <param name="Format"><c>csv</c> or <c>json</c>.</param>
/// <param name="Mail">The addresses that get it; null for none.</param>
/// <param name="Folder">The folder below that of reports where it is put; null for none.</param>
/// <param name="Actor">Who made the schedule, or had it go on: in whose name it asks for the report.</param>
/// <param name="LastAt">The newest time for which it was due, or when it was made, in UTC.</param>
/// <param name="CreatedAt">When it was made, in UTC.</param>
/// <param name="StoppedAt">When it was stopped, in UTC; null while it goes on.</param>
/// <param name="StopReason">Why; null while it goes on.</param>
internal sealed record ScheduleView(
    long Id, string Name, string Report, string Query, string Cron, string Zone, string Format, IReadOnlyList<string>? Mail, string? Folder,
    string Actor, DateTimeOffset LastAt, DateTimeOffset CreatedAt, DateTimeOffset? StoppedAt, string? StopReason)
{
    /// <summary>When it is due next, in UTC; null when never, or while it is stopped.</summary>
    public DateTimeOffset? NextAt { get; init; }

    public const string Columns =
        "id, name, report, query, cron, zone, format, mail, folder, actor, last_at, created_at, stopped_at, stop_reason";

    public static ScheduleView Read(Row row) => new(
        row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.TextOrNull(7)?.Split(' '),
        row.TextOrNull(8), row.Text(9), row.Instant(10), row.Instant(11),
        row.InstantOrNull(12), row.TextOrNull(13));
}

/// <summary>All schedules.</summary>
/// <param name="Items">In the order in which they were made.</param>
internal sealed record ScheduleList(IReadOnlyList<ScheduleView> Items);

/// <summary>One time at which a report was due.</summary>
/// <param name="DueAt">When, in UTC.</param>
/// <param name="State"><c>pending</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Attempts">How many attempts failed.</param>
/// <param name="NextAt">When it is tried next, in UTC.</param>
/// <param name="Reason">Why the last attempt failed; null when none did.</param>
/// <param name="FinishedAt">When it arrived or was given up, in UTC; null before.</param>
internal sealed record RunView(
    DateTimeOffset DueAt, string State, long Attempts, DateTimeOffset NextAt, string? Reason, DateTimeOffset? FinishedAt)
{
    public const string Columns = "due_at, state, attempts, next_at, reason, finished_at";

    public static RunView Read(Row row) => new(
        row.Instant(0), row.Text(1), row.Int64(2), row.Instant(3), row.TextOrNull(4), row.InstantOrNull(5));
}

/// <summary>A schedule with its newest times.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Runs">The newest hundred, the newest first.</param>
internal sealed record ScheduleDetails(ScheduleView Schedule, IReadOnlyList<RunView> Runs);

/// <summary>A schedule to be made.</summary>
internal sealed record ScheduleInput
{
    /// <summary>Required; at most 100 characters; unique.</summary>
    public string? Name { get; init; }

    /// <summary>Required: the report.</summary>
    public string? Report { get; init; }

    /// <summary>What it is asked, as in the query of its path: <c>by=day&amp;range=last-week</c>. At most 2,000 characters.</summary>
    public string? Query { get; init; }

    /// <summary>Required: minute, hour, day of month, month, day of week.</summary>
    public string? Cron { get; init; }

    /// <summary>The zone whose clock that goes by, and whose days the report has; UTC by default.</summary>
    public string? Zone { get; init; }

    /// <summary><c>csv</c> by default, or <c>json</c>.</summary>
    public string? Format { get; init; }

    /// <summary>At most 20 addresses that get it.</summary>
    public IReadOnlyList<string>? Mail { get; init; }

    /// <summary>A folder below that of reports where it is put: small letters, digits and hyphens, at most 60.</summary>
    public string? Folder { get; init; }
}
