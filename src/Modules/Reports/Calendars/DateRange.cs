using Lockstep.Reports.Facts;

namespace Lockstep.Reports.Calendars;

/// <summary>Days in somebody's zone.</summary>
/// <param name="first">The first day.</param>
/// <param name="end">The first day behind them.</param>
/// <param name="zone">Where the clock hangs by which a day is a day.</param>
internal sealed class DateRange(DateOnly first, DateOnly end, TimeZoneInfo zone)
{
    /// <summary>The first day.</summary>
    public DateOnly First => first;

    /// <summary>The first day behind them.</summary>
    public DateOnly End => end;

    public TimeZoneInfo Zone => zone;

    public long FirstDay => first.DayNumber;

    public long EndDay => end.DayNumber;

    /// <summary>When the range begins, in milliseconds since 1970.</summary>
    public long From => StartOf(FirstDay);

    /// <summary>When it has ended.</summary>
    public long To => StartOf(EndDay);

    /// <summary>When a day begins.</summary>
    public long StartOf(long day) => DayStarts.Of(zone, day);

    /// <summary>Which day an instant lies in.</summary>
    public long DayOf(long at)
    {
        // Begun at the day of UTC, which is off by one at most.
        var day = Slots.DayOf(at);
        while (at < StartOf(day))
        {
            day--;
        }

        while (at >= StartOf(day + 1))
        {
            day++;
        }

        return day;
    }

    /// <summary>
    /// The parts of days of UTC that may lie in another day of the zone: what stands between the two midnights, on any day of the range. In
    /// hours, or in quarters where an hour is not enough.
    /// </summary>
    public IReadOnlySet<long> Parts()
    {
        var offsets = new HashSet<long>();
        for (var day = FirstDay; day <= EndDay; day++)
        {
            offsets.Add(StartOf(day) - Slots.StartOf(day));
        }

        var isWhole = offsets.All(static offset => offset % Slots.HourMs == 0);
        var step = isWhole ? Slots.HourMs : Slots.QuarterMs;
        var parts = new HashSet<long>();
        foreach (var offset in offsets)
        {
            for (var at = Math.Min(offset, 0); at < Math.Max(offset, 0); at += step)
            {
                var inDay = at < 0 ? at + Slots.DayMs : at;
                parts.Add(isWhole ? Slots.HourPart(inDay) : Slots.QuarterPart(inDay));
            }
        }

        return parts;
    }
}
