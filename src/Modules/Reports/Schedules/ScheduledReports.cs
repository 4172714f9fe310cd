using System.Globalization;
using Lockstep.Contracts.Access;
using Lockstep.Reports.Asking;

namespace Lockstep.Reports.Schedules;

/// <summary>Reports that are due, in the name of whoever made their schedule: what they may not see by now is not in them.</summary>
internal sealed class ScheduledReports(ReportRunner runner, ReportPost post, IStandingAccess access, IAuditTrail trail)
{
    private const string Actor = "system:reports";

    /// <summary>Why a schedule must not go on, for people; null when it may.</summary>
    public async ValueTask<string?> RefuseAsync(ScheduleView schedule, CancellationToken ct)
    {
        var granted = await access.FindAsync(schedule.Actor, ct);
        return granted.Contains(Permissions.ReportsWrite) && granted.Contains(Permissions.ReportsRead)
            ? null
            : $"{schedule.Actor}, in whose name it goes out, is disabled or gone, or may not have reports sent any more.";
    }

    /// <summary>Makes the report of one time; a sentence instead when it is refused.</summary>
    public async Task<(ReportFile? File, string? Refusal)> MakeAsync(ScheduleView schedule, DateTimeOffset dueAt, CancellationToken ct)
    {
        // What the author may see now, not what they could see when they made the schedule.
        var granted = await access.FindAsync(schedule.Actor, ct);
        return await ReportFile.MakeAsync(runner, schedule, granted.Contains, dueAt, ct);
    }

    /// <inheritdoc cref="ReportPost.BringAsync" />
    public Task BringAsync(ScheduleView schedule, DateTimeOffset dueAt, ReportFile file, TimeSpan within, CancellationToken ct) =>
        post.BringAsync(schedule, dueAt, file, within, ct);

    /// <summary>Notes down in the audit log that a schedule is stopped.</summary>
    public Task TellStoppedAsync(ScheduleView schedule, CancellationToken ct) => trail.RecordAsync(
        new AuditEntry(Actor, "schedule:stopped", string.Create(CultureInfo.InvariantCulture, $"report-schedules/{schedule.Id}")), ct);
}
