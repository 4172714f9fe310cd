using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>A day, or an instant with the offset that it was told in.</summary>
/// <param name="At">When; midnight of a day.</param>
/// <param name="IsDay">Whether it is a day, which has no zone.</param>
internal readonly partial record struct Moment(DateTimeOffset At, bool IsDay)
{
    private const string Day = "yyyy-MM-dd";
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    private static readonly string[] Formats =
    [
        Instant, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'",
    ];

    public static Moment Read(string text) => Parsed(text, [Day], CultureInfo.InvariantCulture) is { } day ? new(day, IsDay: true)
        : Parsed(FractionShape().Replace(text, ""), Formats, CultureInfo.InvariantCulture) is { } instant ? new(instant, IsDay: false)
        : throw Call.Wrong($"{text} is no day like 2026-01-31 and no instant like 2026-01-31T09:30:00Z");

    public static Moment ReadInstant(string text) => Read(text) is { IsDay: false } instant ? instant
        : throw Call.Wrong($"{text} is a day; this takes an instant like 2026-01-31T09:30:00Z");

    public static Moment OfUnix(decimal seconds) => Math.Abs(seconds) < 60_000_000_000m
        ? new(DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)), IsDay: false)
        : throw Call.Wrong("these are too many seconds since 1970; are they milliseconds?");

    /// <summary>Reads a text of a format; a format without an hour gives a day.</summary>
    public static Moment Parse(string text, string format, string? zone)
    {
        // What a format leaves out would be taken from today, and the same record would come out otherwise tomorrow.
        if (!Has(format, "y") || !Has(format, "M") || !Has(DayNameShape().Replace(format, ""), "d"))
        {
            throw Call.Wrong($"the format {format} must have a year, a month and a day, such as dd.MM.yyyy");
        }

        var (isDay, hasOffset) = (!Has(format, "Hh"), Has(format, "zK") || format.EndsWith("'Z'", StringComparison.Ordinal));
        if (!isDay && !hasOffset && zone is null)
        {
            throw Call.Wrong($"neither {format} nor a third argument says which zone the time is in");
        }

        var moment = Parsed(text, [format], CultureInfo.InvariantCulture) ?? throw Call.Wrong($"{text} is no date of the format {format}");
        return isDay ? new(moment, IsDay: true)
            : hasOffset ? new(moment, IsDay: false)
            : new(Placed(moment.DateTime, Zone(zone!)), IsDay: false);
    }

    public Moment In(string zone) => new(TimeZoneInfo.ConvertTime(At, Zone(zone)), IsDay: false);

    public decimal ToUnix() => (decimal)(At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    public Moment Plus(int amount, string unit) => unit switch
    {
        "years" => this with { At = At.AddYears(amount) },
        "months" => this with { At = At.AddMonths(amount) },
        "weeks" => this with { At = At.AddDays(7.0 * amount) },
        "days" => this with { At = At.AddDays(amount) },
        "hours" or "minutes" or "seconds" when IsDay => throw Call.Wrong($"a day has no {unit}; give an instant"),
        "hours" => this with { At = At.AddHours(amount) },
        "minutes" => this with { At = At.AddMinutes(amount) },
        "seconds" => this with { At = At.AddSeconds(amount) },
        _ => throw Call.Wrong($"there is no unit {unit}; there are years, months, weeks, days, hours, minutes, seconds"),
    };

    public override string ToString()
    {
        var text = At.ToString(IsDay ? Day : Instant, CultureInfo.InvariantCulture);
        return !IsDay && At.Offset == TimeSpan.Zero ? text.Replace("+00:00", "Z", StringComparison.Ordinal) : text;
    }

    /// <summary>A local time that comes twice, when clocks are put back, is the first; one that never comes is a fault.</summary>
    private static DateTimeOffset Placed(DateTime local, TimeZoneInfo zone) => zone.IsInvalidTime(local)
        ? throw Call.Wrong(FormattableString.Invariant($"{local:yyyy-MM-dd HH:mm} never comes in {zone.Id}: clocks go forward over it"))
        : new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : throw Call.Wrong($"there is no time zone {name}; zones are called like Europe/Berlin");

    /// <summary>Whether a format has one of these letters outside of quotes.</summary>
    private static bool Has(string format, string letters)
    {
        var isQuoted = false;
        foreach (var letter in format)
        {
            isQuoted ^= letter is '\'';
            if (!isQuoted && letters.Contains(letter, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Digits of a second beyond the seventh, which no instant here keeps.</summary>
    [GeneratedRegex(@"(?<=:\d\d\.\d{7})\d+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex FractionShape();

    /// <summary>The name of a day of the week, which tells no day.</summary>
    [GeneratedRegex("ddd+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex DayNameShape();

    private static DateTimeOffset? Parsed(string text, string[] formats, CultureInfo culture) =>
        DateTimeOffset.TryParseExact(text, formats, culture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
