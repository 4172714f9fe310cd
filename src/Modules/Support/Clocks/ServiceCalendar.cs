using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Support.Clocks;

/// <summary>When people work, and what is promised by priority, as the API answers it.</summary>
internal sealed record ServiceCalendar
{
    /// <summary>Its name; <c>default</c> is for all queues that no other one names.</summary>
    public required string Name { get; init; }

    /// <summary>Whose clock, by its name in the IANA database, for example <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>
    /// The hours of each day of the week, <c>monday</c> to <c>sunday</c>, like <c>09:00-12:30</c>; none on days that are left out.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Hours { get; init; }

    /// <summary>Days without any, like <c>2026-12-25</c>.</summary>
    public required IReadOnlyList<string> Holidays { get; init; }

    /// <summary>The queues whose tickets go by it, in any case.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>What is promised for <c>low</c>, <c>normal</c>, <c>high</c> and <c>urgent</c>.</summary>
    public required IReadOnlyDictionary<string, ServiceTarget> Targets { get; init; }

    /// <summary>1 for a new one, one more with each change; also the ETag.</summary>
    public long Version { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What is promised for one priority, in minutes of working time.</summary>
/// <param name="FirstAnswerMinutes">Until the first answer; 0 is at once.</param>
/// <param name="SolutionMinutes">Until the solution.</param>
internal sealed record ServiceTarget(long FirstAnswerMinutes, long SolutionMinutes);

/// <summary>What a client may say of a calendar; also what is kept of it.</summary>
internal sealed record CalendarInput
{
    public string? TimeZone { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string?>?>? Hours { get; init; }

    public IReadOnlyList<string?>? Holidays { get; init; }

    public IReadOnlyList<string?>? Queues { get; init; }

    public IReadOnlyDictionary<string, ServiceTarget?>? Targets { get; init; }
}

/// <summary>All calendars.</summary>
/// <param name="Items">By their names.</param>
internal sealed record CalendarList(IReadOnlyList<ServiceCalendar> Items);

/// <summary>The JSON of calendars.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ServiceCalendar))]
[JsonSerializable(typeof(CalendarInput))]
[JsonSerializable(typeof(CalendarList))]
internal sealed partial class CalendarJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static CalendarJson Wire { get; } = new(JsonBodies.Wire());
}
