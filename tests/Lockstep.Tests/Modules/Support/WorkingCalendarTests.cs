using System.Globalization;
using Lockstep.Support.Clocks;

namespace Lockstep.Tests.Modules.Support;

/// <summary>
/// Working time, by table. In Berlin the clock goes forward on 29 March 2026 at 2:00 and back on 25 October 2026 at 3:00.
/// </summary>
public sealed class WorkingCalendarTests
{
    /// <summary>Monday to Friday 9 to 12:30 and 13:30 to 18; Christmas is off.</summary>
    private static readonly WorkingCalendar Office = Of(("mon-fri", "09:00-12:30"), ("mon-fri", "13:30-18:00"));

    /// <summary>Whole nights, and Sundays all day.</summary>
    private static readonly WorkingCalendar Nights = Of(("all", "00:00-06:00"));

    private static readonly WorkingCalendar Always = Of(("all", "00:00-24:00"));

    [Theory]
    [InlineData("2026-11-02T10:00+01:00", 60, "2026-11-02T11:00+01:00", "within a span")]
    [InlineData("2026-11-02T12:00+01:00", 60, "2026-11-02T14:00+01:00", "over lunch")]
    [InlineData("2026-11-02T12:00+01:00", 30, "2026-11-02T12:30+01:00", "to the end of a span")]
    [InlineData("2026-11-02T17:00+01:00", 120, "2026-11-03T10:00+01:00", "over the night")]
    [InlineData("2026-11-06T17:30+01:00", 60, "2026-11-09T09:30+01:00", "over the weekend")]
    [InlineData("2026-11-07T12:00+01:00", 0, "2026-11-09T09:00+01:00", "no time at all, but when somebody works")]
    [InlineData("2026-11-07T12:00+01:00", 15, "2026-11-09T09:15+01:00", "from outside of working hours")]
    [InlineData("2026-12-24T17:00+01:00", 120, "2026-12-28T10:00+01:00", "over a holiday and a weekend")]
    [InlineData("2026-11-02T08:00Z", 480, "2026-11-02T17:00Z", "a whole day")]
    [InlineData("2026-03-27T17:00+01:00", 120, "2026-03-30T10:00+02:00", "over the weekend on which the clock goes forward")]
    [InlineData("2026-10-23T17:00+02:00", 120, "2026-10-26T10:00+01:00", "over the weekend on which it goes back")]
    public void Working_time_is_added_by_the_clock_of_the_place(string start, int minutes, string due, string what) =>
        Office.Add(At(start), TimeSpan.FromMinutes(minutes)).ShouldBe(At(due), what);

    [Theory]
    [InlineData("2026-03-29T00:00+01:00", 299, "2026-03-29T05:59+02:00", "five hours are in that night, for one is left out")]
    [InlineData("2026-03-29T00:00+01:00", 301, "2026-03-30T00:01+02:00", "the sixth is in the next")]
    [InlineData("2026-10-25T00:00+02:00", 419, "2026-10-25T05:59+01:00", "seven hours are in that night, for one comes twice")]
    [InlineData("2026-10-25T02:30+02:00", 60, "2026-10-25T02:30+01:00", "an hour later it shows the same")]
    public void A_night_on_which_the_clock_changes_is_as_long_as_it_is(string start, int minutes, string due, string what) =>
        Nights.Add(At(start), TimeSpan.FromMinutes(minutes)).ShouldBe(At(due), what);

    [Theory]
    [InlineData("02:30-05:00", "2026-03-29T00:00+01:00", 0, "2026-03-29T03:00+02:00", "begins when the hour that it begins in is left out")]
    [InlineData("01:00-02:30", "2026-03-29T00:00+01:00", 60, "2026-03-29T03:00+02:00", "ends then, too")]
    [InlineData("02:30-05:00", "2026-10-25T00:00+02:00", 0, "2026-10-25T02:30+02:00", "begins at the first of two")]
    [InlineData("01:00-02:30", "2026-10-25T00:00+02:00", 150, "2026-10-25T02:30+01:00", "ends at the last of two")]
    public void A_span_whose_ends_are_left_out_or_come_twice_has_ends_all_the_same(
        string span, string start, int minutes, string due, string what) =>
        Of(("all", span)).Add(At(start), TimeSpan.FromMinutes(minutes)).ShouldBe(At(due), what);

    [Theory]
    [InlineData("2026-11-02T10:00+01:00", "2026-11-02T11:30+01:00", 90)]
    [InlineData("2026-11-02T12:00+01:00", "2026-11-02T14:00+01:00", 60)]
    [InlineData("2026-11-06T17:00+01:00", "2026-11-09T10:00+01:00", 120)]
    [InlineData("2026-11-07T00:00+01:00", "2026-11-08T00:00+01:00", 0)]
    [InlineData("2026-11-02T11:00+01:00", "2026-11-02T10:00+01:00", 0)]
    [InlineData("2026-12-25T00:00+01:00", "2026-12-26T00:00+01:00", 0)]
    public void Working_time_between_two_instants_is_counted(string from, string to, int minutes) =>
        Office.Between(At(from), At(to)).ShouldBe(TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("2026-01-01T00:00Z", 100_000)]
    [InlineData("2026-03-28T17:13Z", 7_777)]
    [InlineData("2026-10-24T23:59Z", 4_321)]
    public void What_is_added_lies_between(string start, int minutes)
    {
        foreach (var calendar in new[] { Office, Nights, Always })
        {
            calendar.Between(At(start), calendar.Add(At(start), TimeSpan.FromMinutes(minutes))).ShouldBe(TimeSpan.FromMinutes(minutes));
        }

        Always.Add(At(start), TimeSpan.FromMinutes(minutes)).ShouldBe(At(start).AddMinutes(minutes),
            "where somebody always works time is time");
    }

    private static WorkingCalendar Of(params (string Days, string Span)[] spans)
    {
        string[] week = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
        var hours = week.ToDictionary(
            static day => day,
            day => (IReadOnlyList<string?>?)[.. spans.Where(one => one.Days is "all"
                || day is not ("saturday" or "sunday")).Select(static one => one.Span)],
            StringComparer.Ordinal);
        return CalendarRules.HoursOf(new CalendarInput { TimeZone = "Europe/Berlin", Hours = hours, Holidays = ["2026-12-25"] });
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
