using System.Globalization;

namespace Lockstep.Reports.Calendars;

/// <summary>How days are put together.</summary>
internal static class Period
{
    public const string Day = "day";
    public const string Week = "week";
    public const string Month = "month";
    private const int DaysOfWeek = 7;

    public static readonly string[] All = [Day, Week, Month];

    /// <summary>The first day of the period in which a day lies; weeks are those of ISO 8601, which begin on Mondays.</summary>
    public static long StartOf(string period, long day)
    {
        var date = DateOnly.FromDayNumber((int)day);
        return period switch
        {
            Week => day - (((int)date.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek),
            Month => day - date.Day + 1,
            _ => day,
        };
    }

    /// <summary>What a period is called: <c>2011-01-31</c>, <c>2011-W05</c> or <c>2011-01</c>.</summary>
    public static string NameOf(string period, long start)
    {
        var date = DateOnly.FromDayNumber((int)start);
        var time = date.ToDateTime(TimeOnly.MinValue);
        return period switch
        {
            Week => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(time):0000}-W{ISOWeek.GetWeekOfYear(time):00}"),
            Month => date.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            _ => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>All periods of a range, whether anything happened in them or not; the first and the last may be cut.</summary>
    public static IEnumerable<long> Of(string period, DateRange range)
    {
        long? before = null;
        for (var day = range.FirstDay; day < range.EndDay; day++)
        {
            var start = StartOf(period, day);
            if (start != before)
            {
                yield return start;
                before = start;
            }
        }
    }
}
