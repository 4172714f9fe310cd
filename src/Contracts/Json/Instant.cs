using System.Globalization;

namespace Lockstep.Contracts.Json;

/// <summary>
/// The one reader of instants as text, in JSON, query strings, files and flows: ISO 8601 in its extended form, down to a date alone
/// (<c>2026-01-31T09:30:00.123+01:00</c>, <c>2026-01-31 09:30</c>, <c>2026-01-31</c>). Without an offset it is UTC, whatever the zone of
/// the
/// machine. What is finer than 100 ns is cut off.
/// </summary>
public static class Instant
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
    internal const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int FractionMax = 7;
    private const int DateLength = 10;

    private static readonly string[] LocalForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] Forms = [.. from form in LocalForms from zone in new[] { "", "zzz", "'Z'" } select form + zone];

    /// <summary>The instant in UTC; null when the text is written in another way, or is no instant.</summary>
    public static DateTimeOffset? Read(string? text) =>
        text is not null
            && DateTimeOffset.TryParseExact(Shortened(text), Forms, CultureInfo.InvariantCulture, Utc, out var instant) ? instant : null;

    /// <summary>The same of a text that says in which zone: with an offset or a Z, as JSON has them. Null when it does not.</summary>
    public static DateTimeOffset? ReadZoned(string? text) => text is not null && ReadLocal(text) is null ? Read(text) : null;

    /// <summary>The same, or a day alone, which begins at midnight in UTC; for what people ask by.</summary>
    public static DateTimeOffset? ReadAsked(string? text) => text?.Length == DateLength ? Read(text) : ReadZoned(text);

    /// <summary>
    /// A moment of a clock on the wall, for what has a zone of its own; null when the text says which zone, or is no moment.
    /// </summary>
    public static DateTime? ReadLocal(string text) => DateTime.TryParseExact(
        Shortened(text), LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;

    /// <summary>The instant as JSON has it: in UTC, with milliseconds.</summary>
    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>An offset may be of whole hours alone, behind a time of day.</summary>
    private static string Shortened(string given)
    {
        var text = given.Length > DateLength + 3 && given[^3] is ('+' or '-') && given[DateLength] is ('T' or ' ') ? given + ":00" : given;
        var start = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var end = start;
        while (start > 0 && end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - start > FractionMax ? text.Remove(start + FractionMax, end - start - FractionMax) : text;
    }
}
