using Lockstep.Runtime.Storage;

namespace Lockstep.Support.Clocks;

/// <summary>What was promised for tickets, by their priority and queue.</summary>
internal sealed class ServiceLevels
{
    private static readonly WorkingCalendar Weekdays = new(
        TimeZoneInfo.Utc,
        new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday }
            .ToLookup(static day => day, static _ => new DaySpan(9 * 60, 17 * 60)),
        new HashSet<DateOnly>());

    /// <summary>The level of a priority in a queue, as a write finds it.</summary>
    public ValueTask<ServiceLevel> FindAsync(IReader reader, string priority, string? queue) => ValueTask.FromResult(priority switch
    {
        "urgent" => new ServiceLevel(Weekdays, TimeSpan.FromHours(1), TimeSpan.FromHours(4)),
        "high" => new ServiceLevel(Weekdays, TimeSpan.FromHours(4), TimeSpan.FromHours(8)),
        "low" => new ServiceLevel(Weekdays, TimeSpan.FromHours(16), TimeSpan.FromHours(80)),
        _ => new ServiceLevel(Weekdays, TimeSpan.FromHours(8), TimeSpan.FromHours(24)),
    });
}
