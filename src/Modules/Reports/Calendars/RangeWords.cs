using System.Globalization;

namespace Lockstep.Reports.Calendars;

/// <summary>Ranges of days that are said by when they are asked for.</summary>
internal static class RangeWords
{
    public const string Default = "last-30-days";
    public const string Help =
        "today, yesterday, this-week, last-week, this-month, last-month, this-year, last-year, or last-N-days, which end with today";

    private const string Prefix = "last-";
    private const string Suffix = "-days";

    /// <summary>The first day and the first day behind; null when there is no such range.</summary>
    /// <param name="word">The range.</param>
    /// <param name="today">In the zone of who asks.</param>
    public static (DateOnly First, DateOnly End)? Find(string word, DateOnly today) => word switch
    {
        "today" => (today, today.AddDays(1)),
        "yesterday" => (today.AddDays(-1), today),
        "this-week" => (Start(Period.Week, today), Start(Period.Week, today).AddDays(7)),
        "last-week" => (Start(Period.Week, today).AddDays(-7), Start(Period.Week, today)),
        "this-month" => (Start(Period.Month, today), Start(Period.Month, today).AddMonths(1)),
        "last-month" => (Start(Period.Month, today).AddMonths(-1), Start(Period.Month, today)),
        "this-year" => (new DateOnly(today.Year, 1, 1), new DateOnly(today.Year + 1, 1, 1)),
        "last-year" => (new DateOnly(today.Year - 1, 1, 1), new DateOnly(today.Year, 1, 1)),
        _ => DaysOf(word) is { } days && days < today.DayNumber ? (today.AddDays(1 - days), today.AddDays(1)) : null,
    };

    private static DateOnly Start(string period, DateOnly day) => DateOnly.FromDayNumber((int)Period.StartOf(period, day.DayNumber));

    private static int? DaysOf(string word) =>
        word.StartsWith(Prefix, StringComparison.Ordinal) && word.EndsWith(Suffix, StringComparison.Ordinal)
        && word.Length > Prefix.Length + Suffix.Length
        && int.TryParse(word[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days > 0
            ? days
            : null;
}
