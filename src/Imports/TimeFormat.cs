using System.Globalization;
using Lockstep.Contracts.Json;
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
        if (Form is null)
        {
            return Instant.ReadLocal(text) is { } moment ? In(Zone, moment) : Instant.Read(text);
        }

        return DateTime.TryParseExact(
            text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? In(Zone, local) : null;
    }

    private static DateTimeOffset? In(TimeZoneInfo zone, DateTime local) =>
        zone.IsInvalidTime(local) ? null : new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();

    private static bool IsForm(string form) => form.Length <= FormMax && form.All(letter => Letters.Contains(letter, StringComparison.Ordinal))
        && form.Contains("yyyy", StringComparison.Ordinal) && form.Contains('M', StringComparison.Ordinal) && form.Contains('d', StringComparison.Ordinal);
}
