using System.Globalization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>How the times of a file are written. Which number is the month must follow from the form itself; it is never guessed.</summary>
/// <param name="Form">The form, for example <c>M/d/yyyy H:mm</c>; null for ISO 8601.</param>
/// <param name="Zone">The zone of times that do not say.</param>
public sealed record TimeFormat(string? Form, TimeZoneInfo Zone)
{
    private const int FormMax = 40;
    private const string Letters = "yMdHhmsfFt /-.:,T";

    private static readonly string[] Iso =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] IsoWithZone =
    [
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'",
    ];

    /// <summary>The parameters of imports whose rows have times.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("dates", "How times are written when not like 2010-12-01T08:26:00Z, for example M/d/yyyy H:mm"),
        new("zone", "The time zone of times that do not say, like Europe/London; UTC by default"),
    ];

    /// <summary>What to say of a time that can't be read.</summary>
    public string Fault => Form is null
        ? "Must be written like 2010-12-01T08:26:00Z; if the file has another form, name it with dates=, for example dates=M/d/yyyy H:mm."
        : $"Must be written like {Form}, and be a time that there was.";

    /// <summary>Reads the parameters; what is wrong with them goes into the errors.</summary>
    public static TimeFormat Of(ImportOrder order, Errors errors)
    {
        var form = order.Setting("dates");
        if (form is not null && !IsForm(form))
        {
            errors.Add("dates", "Must be made of yyyy, M, d, H, m, s and what stands between them, like M/d/yyyy H:mm.");
        }

        var zone = TimeZoneInfo.Utc;
        if (order.Setting("zone") is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            errors.Add("zone", "Is no time zone that this machine knows; write it like Europe/London.");
        }

        return new TimeFormat(form, zone ?? TimeZoneInfo.Utc);
    }

    /// <summary>The instant that a cell means, in UTC; null when it is not written as it should be, or never was.</summary>
    public DateTimeOffset? Read(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (Form is null && DateTimeOffset.TryParseExact(text, IsoWithZone, CultureInfo.InvariantCulture, Utc, out var instant))
        {
            return instant;
        }

        var isRead = Form is null
            ? DateTime.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            : DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);
        return isRead && !Zone.IsInvalidTime(local) ? new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime() : null;
    }

    private static bool IsForm(string form) => form.Length <= FormMax && form.All(letter => Letters.Contains(letter, StringComparison.Ordinal))
        && form.Contains("yyyy", StringComparison.Ordinal) && form.Contains('M', StringComparison.Ordinal) && form.Contains('d', StringComparison.Ordinal);
}
