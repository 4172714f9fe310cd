using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Connectors.Tryton.Values;

/// <summary>Values as Tryton writes them, and as flows do: decimals as numbers, days and instants as ISO 8601.</summary>
internal static class TrytonValue
{
    private const string Class = "__class__", DayFormat = "yyyy-MM-dd", InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    /// <summary>
    /// A value of an answer as flows see it. What hangs on a field, told as <c>party.</c>, stands under the name of the field.
    /// </summary>
    public static JsonNode? Plain(JsonNode? value) => value switch
    {
        JsonObject typed when typed[Class] is { } kind => Typed(kind.ToString(), typed),
        JsonObject row => new JsonObject(row.OrderBy(static one => one.Key, StringComparer.Ordinal)
            .DistinctBy(static one => one.Key.TrimEnd('.'), StringComparer.Ordinal)
            .Select(one => KeyValuePair.Create(one.Key.TrimEnd('.'), Plain(row[one.Key.TrimEnd('.') + "."] ?? one.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Plain)]),
        _ => value?.DeepClone(),
    };

    /// <summary>An instant as Tryton takes it: UTC, told in parts.</summary>
    public static JsonObject Instant(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return new JsonObject
        {
            [Class] = "datetime", ["year"] = utc.Year, ["month"] = utc.Month, ["day"] = utc.Day,
            ["hour"] = utc.Hour, ["minute"] = utc.Minute, ["second"] = utc.Second,
            ["microsecond"] = (utc.Millisecond * 1_000) + utc.Microsecond,
        };
    }

    /// <summary>A value of a flow as a field of Tryton takes it; null with a fault when it can't be one.</summary>
    /// <param name="type">The type of the field there, such as <c>numeric</c>.</param>
    /// <param name="value">The value; never null.</param>
    /// <param name="fault">What is wrong with it, like <c>must be a number</c>; null when all is well.</param>
    public static JsonNode? Of(string type, JsonNode value, out string? fault)
    {
        var text = Text(value);
        JsonNode? made = type switch
        {
            "numeric" => Number(text) is { } number ? Decimal(number) : null,
            "float" => Number(text) is { } number ? JsonValue.Create((double)number) : null,
            "integer" or "biginteger" or "many2one" or "one2one" => Whole(text) is { } whole ? JsonValue.Create(whole) : null,
            "boolean" => Flag(text) is { } flag ? JsonValue.Create(flag) : null,
            "date" => Day(text) is { } day ? Date(day) : null,
            "datetime" or "timestamp" => Parse(text) is { } at ? Instant(at) : null,
            "char" or "text" or "fulltext" or "selection" or "reference" => text is null ? null : JsonValue.Create(text),
            _ => null,
        };
        fault = made is null ? Fault(type) : null;
        return made;
    }

    /// <summary>Whether two plain values are the same: a number is, however it is written, and an empty text is none.</summary>
    public static bool AreSame(string type, JsonNode? one, JsonNode? other)
    {
        var (left, right) = (Text(one) ?? "", Text(other) ?? "");
        return string.Equals(left, right, StringComparison.Ordinal)
            || (type is "numeric" or "float" or "integer" or "biginteger" or "many2one" && Number(left) is { } number
                && number == Number(right))
            || (type is "boolean" && (Flag(left) ?? false) == (Flag(right) ?? false))
            || (type is "datetime" or "timestamp" && Parse(left) is { } at && at == Parse(right))
            || (type is "date" && Day(left) is { } day && day == Day(right));
    }

    /// <summary>A value as text; null for none, and for what has parts.</summary>
    public static string? Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
        JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static string Fault(string type) => type switch
    {
        "numeric" or "float" => "must be a number",
        "integer" or "biginteger" or "many2one" or "one2one" => "must be a whole number",
        "boolean" => "must be true or false",
        "date" => "must be a day like 2026-01-31",
        "datetime" or "timestamp" => "must be an instant like 2026-01-31T09:30:00Z",
        "char" or "text" or "fulltext" or "selection" or "reference" => "must be a text",
        _ => $"is of the type {type}, which flows do not write",
    };

    private static JsonNode? Typed(string kind, JsonObject value) => kind switch
    {
        "Decimal" => Number(value["decimal"]?.ToString()) is { } number ? JsonValue.Create(number) : value["decimal"]?.DeepClone(),
        "date" => Moment(value).ToString(DayFormat, CultureInfo.InvariantCulture),
        "datetime" => Moment(value).ToString(InstantFormat, CultureInfo.InvariantCulture),
        "time" => TimeOnly.FromTimeSpan(new TimeSpan(0, Part(value, "hour"), Part(value, "minute"), Part(value, "second")))
            .ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        "timedelta" => value["seconds"]?.DeepClone(),
        "bytes" => value["base64"]?.DeepClone(),
        _ => value.DeepClone(),
    };

    private static DateTime Moment(JsonObject value) => new DateTime(
        Part(value, "year"), Part(value, "month"), Part(value, "day"), Part(value, "hour"), Part(value, "minute"), Part(value, "second"),
        DateTimeKind.Utc).AddMicroseconds(Part(value, "microsecond"));

    private static int Part(JsonObject value, string name) => (int?)value[name] ?? 0;

    private static JsonObject Decimal(decimal number) =>
        new() { [Class] = "Decimal", ["decimal"] = number.ToString(CultureInfo.InvariantCulture) };

    private static JsonObject Date(DateOnly day) =>
        new() { [Class] = "date", ["year"] = day.Year, ["month"] = day.Month, ["day"] = day.Day };

    private static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number : null;

    private static long? Whole(string? text) => long.TryParse(
        text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    private static bool? Flag(string? text) => text switch { "true" or "1" => true, "false" or "0" => false, _ => null };

    /// <summary>A day, or that of an instant in UTC.</summary>
    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : Parse(text) is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null;

    private static DateTimeOffset? Parse(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
