using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Editions;

/// <summary>A rebuild of the reports as the API answers it.</summary>
/// <param name="Id">The rebuild.</param>
/// <param name="State"><c>asked</c>, <c>running</c> or <c>done</c>.</param>
/// <param name="Actor">Who wanted it.</param>
/// <param name="AskedAt">When, in UTC.</param>
/// <param name="StartedAt">When it began, in UTC; again after a process that was at it is gone.</param>
/// <param name="FinishedAt">From when on the reports answer from it, in UTC.</param>
/// <param name="Kind">The kind of record that is read now, for example <c>order</c>.</param>
/// <param name="Records">How many records were read so far.</param>
/// <param name="Attempts">How many attempts failed.</param>
/// <param name="NextAt">When it is tried next, in UTC; null when at once, or when none failed.</param>
/// <param name="Reason">Why the last attempt failed; null when none did.</param>
internal sealed record RebuildView(
    long Id, string State, string Actor, DateTimeOffset AskedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Kind,
    long Records, long Attempts, DateTimeOffset? NextAt, string? Reason)
{
    public const string Columns = "id, state, actor, asked_at, started_at, finished_at, kind, records, attempts, next_at, reason";

    public static RebuildView Read(Row row) => new(
        row.Int64(0), row.Text(1), row.Text(2), row.Instant(3), row.InstantOrNull(4), row.InstantOrNull(5), row.TextOrNull(6),
        row.Int64(7), row.Int64(8), row.InstantOrNull(9), row.TextOrNull(10));
}
