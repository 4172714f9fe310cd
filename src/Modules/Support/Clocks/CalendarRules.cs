using System.Globalization;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Support.Clocks;

/// <summary>What makes a calendar valid, and what its words mean. Pure functions.</summary>
internal static class CalendarRules
{
    public const string Default = "default";
    private const int SpansMax = 10;
    private const int HolidaysMax = 1_000;
    private const int QueuesMax = 100;
    private const long MinutesMax = 120_000;
    private const int WeekMinutesMin = 60;
    private const int DayMinutes = 24 * 60;

    /// <summary>The days of the week as calendars name them.</summary>
    private static readonly Dictionary<string, DayOfWeek> Days =
        Enum.GetValues<DayOfWeek>().ToDictionary(static day => day.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>What is wrong with a calendar.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">What is said of it.</param>
    public static Refusal? Refuse(string name, CalendarInput input)
    {
        var errors = new Errors();
        Rules.Key().Check(errors, "name", name);
        if (input.TimeZone is null || !TimeZoneInfo.TryFindSystemTimeZoneById(input.TimeZone, out _))
        {
            errors.Add("timeZone", "Must be the name of a time zone, like Europe/Berlin.");
        }

        CheckHours(errors, input);
        if (input.Holidays is { Count: > HolidaysMax } || input.Holidays?.All(static day => DayOf(day) is not null) is false)
        {
            errors.Add("holidays", $"Must be at most {HolidaysMax} days like 2026-12-25.");
        }

        CheckQueues(errors, name, input.Queues ?? []);
        CheckTargets(errors, input);
        return errors.ToRefusal();
    }

    /// <summary>The working hours of a calendar that is valid.</summary>
    public static WorkingCalendar HoursOf(CalendarInput input) => new(
        TimeZoneInfo.FindSystemTimeZoneById(input.TimeZone!),
        input.Hours!.SelectMany(static day => day.Value!.Select(span => (Day: Days[day.Key], Span: SpanOf(span)!)))
            .ToLookup(static one => one.Day, static one => one.Span),
        (input.Holidays ?? []).Select(static day => DayOf(day)!.Value).ToHashSet());

    private static void CheckHours(Errors errors, CalendarInput input)
    {
        var (sum, isOdd) = (0L, false);
        foreach (var (day, spans) in input.Hours ?? new Dictionary<string, IReadOnlyList<string?>?>(StringComparer.Ordinal))
        {
            var read = (spans ?? []).Select(SpanOf).ToList();
            if (!Days.ContainsKey(day))
            {
                isOdd = true;
                errors.Add("hours", $"Has {Printable.Clean(day)}, which is none of monday to sunday.");
            }
            else if (read.Count > SpansMax || read.Contains(null)
                || read.Zip(read.Skip(1)).Any(static pair => pair.First!.To > pair.Second!.From))
            {
                isOdd = true;
                errors.Add("hours", $"Must be at most {SpansMax} spans of {day} like 09:00-12:30, the earlier first, none over another.");
            }
            else
            {
                sum += read.Sum(static span => span!.To - span.From);
            }
        }

        if (!isOdd && sum < WeekMinutesMin)
        {
            errors.Add("hours", "Must be an hour in each week at least.");
        }
    }

    private static void CheckQueues(Errors errors, string name, IReadOnlyList<string?> queues)
    {
        if (queues.Count > QueuesMax)
        {
            errors.Add("queues", $"Must be at most {QueuesMax}.");
        }

        if (queues.Count > 0 && name is Default)
        {
            errors.Add("queues", "The calendar default is for all queues that no other one names.");
        }

        foreach (var queue in queues.Take(QueuesMax))
        {
            Rules.Required(Rules.KeyMax).Check(errors, "queues", queue);
        }
    }

    private static void CheckTargets(Errors errors, CalendarInput input)
    {
        foreach (var priority in TicketPriority.All)
        {
            var target = input.Targets?.GetValueOrDefault(priority);
            if (target is not { FirstAnswerMinutes: >= 0 and <= MinutesMax, SolutionMinutes: >= 0 and <= MinutesMax })
            {
                errors.Add("targets", $"Must say firstAnswerMinutes and solutionMinutes for {priority}, from 0 to {MinutesMax}.");
            }
        }

        foreach (var other in input.Targets?.Keys.Except(TicketPriority.All, StringComparer.Ordinal) ?? [])
        {
            errors.Add("targets", $"Has {Printable.Clean(other)}, which is no priority.");
        }
    }

    private static DaySpan? SpanOf(string? text) =>
        text?.Split('-') is [var from, var to] && MinuteOf(from) is { } begin && MinuteOf(to) is { } end && begin < end
            ? new DaySpan(begin, end)
            : null;

    private static int? MinuteOf(string text) => text is "24:00" ? DayMinutes
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
        : null;

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
