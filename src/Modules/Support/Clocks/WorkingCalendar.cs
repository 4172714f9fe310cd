namespace Lockstep.Support.Clocks;

/// <summary>When people work: the hours of each day of the week, by the clock of a place, without its holidays. Pure arithmetic.</summary>
/// <remarks>
/// A span of a day lasts from the first time that the clock shows its begin until the last time that it shows its end, so that on the day
/// on
/// which an hour comes twice both count, and on the day on which one is left out it does not.
/// </remarks>
/// <param name="zone">Whose clock.</param>
/// <param name="week">The spans of each day of the week, in their order.</param>
/// <param name="holidays">Days without any.</param>
internal sealed class WorkingCalendar(TimeZoneInfo zone, ILookup<DayOfWeek, DaySpan> week, IReadOnlySet<DateOnly> holidays)
{
    /// <summary>How far a due time is looked for; behind it nobody looks any more.</summary>
    private const int DaysMax = 20_000;

    /// <summary>When so much of working time has passed since an instant.</summary>
    /// <param name="start">The instant, in working hours or not.</param>
    /// <param name="time">The working time.</param>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan time)
    {
        var day = DayOf(start);
        var left = time;
        for (var count = 0; count < DaysMax; count++)
        {
            foreach (var (begin, end) in Spans(day))
            {
                var from = begin > start ? begin : start;
                if (end <= from)
                {
                    continue;
                }

                if (end - from >= left)
                {
                    return from + left;
                }

                left -= end - from;
            }

            day = day.AddDays(1);
        }

        return start + time + TimeSpan.FromDays(DaysMax);
    }

    /// <summary>How much working time passes from one instant to another; none when the other one is no later.</summary>
    /// <param name="from">The one.</param>
    /// <param name="to">The other one.</param>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (sum, last) = (TimeSpan.Zero, to > from ? DayOf(to) : DateOnly.MinValue);
        for (var (day, count) = (DayOf(from), 0); day <= last && count < DaysMax; day = day.AddDays(1), count++)
        {
            foreach (var (begin, end) in Spans(day))
            {
                var (first, until) = (begin > from ? begin : from, end < to ? end : to);
                sum += until > first ? until - first : TimeSpan.Zero;
            }
        }

        return sum;
    }

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private IEnumerable<(DateTimeOffset Begin, DateTimeOffset End)> Spans(DateOnly day) => holidays.Contains(day)
        ? []
        : week[day.DayOfWeek].Select(span => (At(day, span.From, isLast: false), At(day, span.To, isLast: true)));

    /// <summary>When the clock shows a time of a day: the first or the last time; where it leaves that out, when it does so.</summary>
    private DateTimeOffset At(DateOnly day, int minute, bool isLast)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
        if (zone.IsInvalidTime(local))
        {
            // The hands are put forward from the old offset to the new one, in the moment that the old one calls by the first time left
            // out.
            var first = local;
            while (zone.IsInvalidTime(first.AddMinutes(-1)))
            {
                first = first.AddMinutes(-1);
            }

            return new DateTimeOffset(first, zone.GetUtcOffset(first.AddMinutes(-1)));
        }

        if (!zone.IsAmbiguousTime(local))
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }

        var offsets = zone.GetAmbiguousTimeOffsets(local);
        return new DateTimeOffset(local, isLast ? offsets.Min() : offsets.Max());
    }
}

/// <summary>A part of a day.</summary>
/// <param name="From">Its first minute, by the clock, 0 to 1,439.</param>
/// <param name="To">The minute behind its last one, up to 1,440, which is the end of the day.</param>
internal sealed record DaySpan(int From, int To);
