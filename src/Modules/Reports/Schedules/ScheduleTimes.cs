using Lockstep.Runtime.Values;

namespace Lockstep.Reports.Schedules;

/// <summary>When a schedule is due.</summary>
internal static class ScheduleTimes
{
    /// <summary>When a schedule is due next behind an instant; null when never.</summary>
    public static DateTimeOffset? Next(ScheduleView schedule, DateTimeOffset behind) =>
        CronTimes.Parse(schedule.Cron)?.Next(behind, ZoneOf(schedule));

    /// <inheritdoc cref="CronTimes.Due" />
    public static (IReadOnlyList<DateTimeOffset> Times, long LeftOut) Due(ScheduleView schedule, DateTimeOffset now, int max) =>
        CronTimes.Parse(schedule.Cron)?.Due(schedule.LastAt, now, ZoneOf(schedule), max) ?? ([], 0);

    private static TimeZoneInfo ZoneOf(ScheduleView schedule) => CronTimes.ZoneOf(schedule.Zone) ?? TimeZoneInfo.Utc;
}
