using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Imports;

/// <summary>How the times of a file are written. Which number is the month must follow from the form itself; it is never guessed.</summary>
/// <param name="Form">The form, for example <c>M/d/yyyy H:mm</c>, or one of the words; null for ISO 8601.</param>
/// <param name="Zone">The zone of times that do not say.</param>
public sealed partial record TimeFormat(string? Form, TimeZoneInfo Zone)
{
    private const int FormMax = 40;
    private const string Letters = "yMdHhmsfFtz /-.:,T";
    private const string Seconds = "epoch";
    private const string Milliseconds = "epoch-ms";
    private const string ExcelDays = "excel";
    private const double DaysMax = 2_958_465;
    private const decimal SecondsMax = 253_402_300_799;

    /// <summary>Day 0 of Excel, as it counts from March 1900 on.</summary>
    private static readonly DateTime ExcelStart = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>The parameters of imports whose rows have times.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("dates", "How times are written when not like 2010-12-01T08:26:00Z: M/d/yyyy H:mm, dd.MM.yy, with zzz for an offset; "
            + "or epoch, epoch-ms (since 1970), excel (days)"),
        new("zone", "The time zone of times that do not say, like Europe/London; UTC by default"),
    ];

    /// <summary>Reads the parameters; what is wrong with them goes into the errors.</summary>
    public static TimeFormat Of(ImportOrder order, Errors errors)
    {
        var form = order.Setting("dates");
        if (form is not null && form is not (Seconds or Milliseconds or ExcelDays) && !IsForm(form))
        {
            errors.Add(
                "dates", "Must be made of yyyy or yy, M, d, H, m, s, zzz and what stands between them, like M/d/yyyy H:mm; "
                + "or be epoch, epoch-ms or excel.");
        }

        var zone = TimeZoneInfo.Utc;
        if (order.Setting("zone") is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            errors.Add("zone", "Is no time zone that this machine knows; write it like Europe/London.");
        }

        return new TimeFormat(form, zone ?? TimeZoneInfo.Utc);
    }

    /// <summary>
    /// The instant that a cell means, in UTC; null when it is not written as it should be, or never was: then the fault says so.
    /// </summary>
    public (DateTimeOffset? At, string? Fault) Read(string text)
    {
        try
        {
            return ReadForm(text.Trim()) switch
            {
                { Local: { } local } when Zone.IsInvalidTime(local) => (
                    null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"There was no {local:HH:mm} on {local:yyyy-MM-dd} in {Zone.Id}: the clock went forward.")),
                // Of an hour that was there twice, when the clock went back, it is the later one.
                { Local: { } local } => (new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime(), null),
                { At: { } at } => (at.ToUniversalTime(), null),
                _ => (null, Fault(text)),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // The first and the last day of the calendar, in a zone that takes them out of it.
            return (null, Fault(text));
        }
    }

    private static bool IsForm(string form) => form.Length <= FormMax && form.All(letter => Letters.Contains(letter,
        StringComparison.Ordinal))
        && form.Contains("yy", StringComparison.Ordinal) && form.Contains('M', StringComparison.Ordinal) && form.Contains('d',
            StringComparison.Ordinal)

        // Without a word for the half of the day every afternoon would be a morning.
        && (!form.Contains('h', StringComparison.Ordinal) || form.Contains('t', StringComparison.Ordinal));

    private (DateTime? Local, DateTimeOffset? At) ReadForm(string text) => Form switch
    {
        null => ReadIso(text),
        Seconds or Milliseconds => (null, Numbers.Read(text) is { } since && (Form is Seconds ? since
            : since / 1_000) is >= 0 and <= SecondsMax and var seconds
            ? DateTimeOffset.UnixEpoch.AddMilliseconds((double)decimal.Round(seconds * 1_000)) : null),
        ExcelDays when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) =>
            (days is >= 1 and <= DaysMax ? ExcelStart.AddMilliseconds(Math.Round(days * TimeSpan.MillisecondsPerDay)) : null, null),
        ExcelDays => ReadTyped(text),
        _ when Form.Contains('z', StringComparison.Ordinal) => (null, ReadOffset(text) ?? ReadOffset(WithOffset(text))),
        _ => DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? (local, null)
            : ReadTyped(text),
    };

    private DateTimeOffset? ReadOffset(string text) =>
        DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    /// <summary>ISO 8601, and what PostgreSQL and others make of it: <c>2026-01-31 09:30:00.123456789 +0100</c>, <c>… UTC</c>.</summary>
    private static (DateTime? Local, DateTimeOffset? At) ReadIso(string text) =>
        Instant.ReadLocal(text) is { } moment ? (moment, null) : (null, Instant.Read(WithOffset(text)));

    /// <summary>A cell that is a time in a workbook, which is written in one form whatever the file's texts are like.</summary>
    private (DateTime? Local, DateTimeOffset? At) ReadTyped(string text) =>
        !Form!.StartsWith("yyyy", StringComparison.Ordinal) && text.Contains('T', StringComparison.Ordinal)
            && Instant.ReadLocal(text) is { } moment ? (moment, null) : default;

    /// <summary>The text with its offset as ISO 8601 has it: at once behind the time, with a colon.</summary>
    private static string WithOffset(string text)
    {
        var offset = Offset().Match(text);
        if (!offset.Success)
        {
            return text;
        }

        var time = text[..offset.Index];
        return offset.Groups["hours"] is { Success: true } hours
            ? $"{time}{hours.Value}:{(offset.Groups["minutes"] is { Success: true } minutes ? minutes.Value : "00")}" : $"{time}Z";
    }

    private string Fault(string text) => Form is null
        ? $"Must be written like 2010-12-01T08:26:00Z; it is '{VerdictText.Shown(text)}'. If the file has another form, "
            + "name it with dates=, for example dates=M/d/yyyy H:mm."
        : $"Must be written like {Form}, and be a time that there was; it is '{VerdictText.Shown(text)}'.";

    [GeneratedRegex(
        @"(?<=:[0-9]{2}(\.[0-9]{1,12})?)\s*((?<hours>[+-][0-9]{2})(:?(?<minutes>[0-9]{2}))?|UTC|GMT|Z)\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Offset();
}
