namespace Lockstep.Reports.Facts;

/// <summary>The days, months and parts of days of UTC under which sums are kept; days are those of <see
/// cref="DateOnly.DayNumber"/>.</summary>
internal static class Slots
{
    public const long QuarterMs = 15 * 60 * 1000;
    public const long HourMs = 4 * QuarterMs;
    public const long DayMs = 24 * HourMs;

    /// <summary>The part that is the whole day.</summary>
    public const long WholeDay = 0;

    /// <summary>The grains of the sums that have no parts.</summary>
    public const long ByDay = 0;

    public const long ByMonth = 1;
    public const long ByYear = 2;

    /// <summary>All time, which is the one slot 0.</summary>
    public const long OfAllTime = 3;

    public const int MonthsOfYear = 12;
    private const long FirstHour = 1;
    private const long FirstQuarter = 101;
    private static readonly long Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The day of an instant in milliseconds since 1970.</summary>
    public static long DayOf(long at) => ((at + (Epoch * DayMs)) / DayMs);

    /// <summary>When a day begins.</summary>
    public static long StartOf(long day) => (day - Epoch) * DayMs;

    /// <summary>The month of a day, counted from the year 0.</summary>
    public static long MonthOf(long day)
    {
        var date = DateOnly.FromDayNumber((int)day);
        return (date.Year * (long)MonthsOfYear) + date.Month - 1;
    }

    /// <summary>The year of a month.</summary>
    public static long YearOf(long month) => month / MonthsOfYear;

    /// <summary>The first month of a year.</summary>
    public static long FirstMonthOf(long year) => year * MonthsOfYear;

    /// <summary>The first day of a month.</summary>
    public static long FirstDayOf(long month) => new DateOnly((int)(month / MonthsOfYear), (int)(month % MonthsOfYear) + 1, 1).DayNumber;

    /// <summary>The part of a day that is the hour so many milliseconds behind its start.</summary>
    public static long HourPart(long inDay) => FirstHour + (inDay / HourMs);

    /// <summary>The part of a day that is the quarter of an hour so many milliseconds behind its start.</summary>
    public static long QuarterPart(long inDay) => FirstQuarter + (inDay / QuarterMs);

    /// <summary>How long behind the start of the day a part begins.</summary>
    public static long OffsetOf(long part) => part >= FirstQuarter ? (part - FirstQuarter) * QuarterMs : (part - FirstHour) * HourMs;
}
