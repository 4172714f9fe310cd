using Cronos;

namespace Lockstep.Runtime.Values;

/// <summary>
/// The times that a cron expression names, by the clock of a zone: a time that clocks pass over comes when they have, one that they strike
/// twice comes once; what comes every few minutes goes on in both hours.
/// </summary>
public sealed class CronTimes
{
    private readonly CronExpression _expression;

    private CronTimes(CronExpression expression) => _expression = expression;

    /// <summary>Reads five fields: minute, hour, day of the month, month, day of the week; null when they are none.</summary>
    public static CronTimes? Parse(string text) =>
        CronExpression.TryParse(text, CronFormat.Standard, out var expression) ? new CronTimes(expression) : null;

    /// <summary>The zone of a name of the IANA, such as <c>Europe/Berlin</c>; null when there is none.</summary>
    public static TimeZoneInfo? ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    /// <summary>The next time behind an instant, in UTC; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset behind, TimeZoneInfo zone) =>
        _expression.GetNextOccurrence(behind, zone)?.ToUniversalTime();

    /// <summary>The newest times behind an instant up to now, the oldest first, and how many older ones are left out.</summary>
    /// <param name="behind">When it was due last.</param>
    /// <param name="now">Up to when, this instant included.</param>
    /// <param name="zone">Whose clock it goes by.</param>
    /// <param name="max">The most that are wanted.</param>
    public (IReadOnlyList<DateTimeOffset> Times, long LeftOut) Due(DateTimeOffset behind, DateTimeOffset now, TimeZoneInfo zone, int max)
    {
        var times = new Queue<DateTimeOffset>();
        long leftOut = 0;
        for (var next = Next(behind, zone); next is { } time && time <= now; next = Next(time, zone))
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
}
