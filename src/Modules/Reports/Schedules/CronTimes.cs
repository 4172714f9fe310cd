using Cronos;

namespace Lockstep.Reports.Schedules;

/// <summary>When a schedule is due, by the clock of its zone: a time that clocks pass over comes when they have, one that they strike
/// twice comes once.</summary>
internal static class CronTimes
{
    /// <summary>The times that somebody wrote down; null when they are none.</summary>
    public static CronExpression? Parse(string text) =>
        CronExpression.TryParse(text, CronFormat.Standard, out var times) ? times : null;

    /// <summary>When a schedule is due next behind an instant; null when never.</summary>
    public static DateTimeOffset? Next(ScheduleView schedule, DateTimeOffset behind) =>
        Parse(schedule.Cron)?.GetNextOccurrence(behind, ZoneOf(schedule.Zone))?.ToUniversalTime();

    /// <summary>The newest times behind the last one up to now, the oldest first, and how many older ones are left out.</summary>
    public static (IReadOnlyList<DateTimeOffset> Times, long LeftOut) Due(ScheduleView schedule, DateTimeOffset now, int max)
    {
        var times = new Queue<DateTimeOffset>();
        long leftOut = 0;
        for (var next = Next(schedule, schedule.LastAt); next is { } time && time <= now; next = Next(schedule, time))
        {
            times.Enqueue(time);
            if (times.Count > max)
            {
                times.Dequeue();
                leftOut++;
            }
        }

        return ([.. times], leftOut);
    }

    private static TimeZoneInfo ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
