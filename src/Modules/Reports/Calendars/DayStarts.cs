using System.Collections.Concurrent;
using Lockstep.Reports.Facts;

namespace Lockstep.Reports.Calendars;

/// <summary>When the days of a zone begin. Worked out a year at a time and kept, for a report asks for hundreds of them.</summary>
internal static class DayStarts
{
    private const int KeptMax = 256;
    private static readonly TimeSpan BeforeAnyGap = TimeSpan.FromHours(3);
    private static readonly ConcurrentDictionary<(string Zone, int Year), long[]> Years = [];

    /// <summary>
    /// When a day begins, in milliseconds since 1970: as its midnight strikes first, or, where clocks pass over that, when they do. Cut to
    /// the
    /// quarter of an hour, by which sums are kept; no zone has had another offset since 1972.
    /// </summary>
    public static long Of(TimeZoneInfo zone, long day)
    {
        var date = DateOnly.FromDayNumber((int)day);
        return YearOf(zone, date.Year)[date.DayOfYear - 1];
    }

    private static long[] YearOf(TimeZoneInfo zone, int year)
    {
        if (Years.TryGetValue((zone.Id, year), out var known))
        {
            return known;
        }

        // Callers name zones and years: kept without a bound, all of them would fill the memory.
        if (Years.Count >= KeptMax)
        {
            Years.Clear();
        }

        var first = new DateOnly(year, 1, 1);
        return Years[(zone.Id, year)] =
            [.. Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(index => Find(zone, first.AddDays(index)))];
    }

    private static long Find(TimeZoneInfo zone, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        var offset = zone.IsInvalidTime(midnight) ? zone.GetUtcOffset(midnight - BeforeAnyGap)
            : zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max()
            : zone.GetUtcOffset(midnight);
        var start = Slots.StartOf(day.DayNumber) - (long)offset.TotalMilliseconds;
        return start - (((start % Slots.QuarterMs) + Slots.QuarterMs) % Slots.QuarterMs);
    }
}
