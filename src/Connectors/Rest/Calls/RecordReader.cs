using System.Globalization;
using System.Text.Json;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>Makes a record of its JSON. Written anew, so that blanks make no other version of it.</summary>
internal static class RecordReader
{
    /// <summary>The record; null when it has no id where the file says.</summary>
    public static SourceRecord? Read(AnswerPaths answers, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Id(answers, json) is not { Length: > 0 } id)
        {
            return null;
        }

        var data = JsonSerializer.SerializeToUtf8Bytes(json, RestJson.Plain.JsonElement);
        var isDeleted = answers.Deleted?.Holds(json) == true;
        return new SourceRecord(id, answers.Version?.Text(json) ?? SourceRecord.Digest(data), isDeleted ? ReadOnlyMemory<byte>.Empty : data)
        {
            Order = long.TryParse(answers.Order?.Text(json), NumberStyles.None, CultureInfo.InvariantCulture, out var order) && order > 0
                ? order : null,
            ChangedAt = answers.ChangedAt is { } path ? Instant(path, json) : null,
            IsDeleted = isDeleted,
        };
    }

    /// <summary>The id of a record, or of the one that an entry of a feed is about.</summary>
    public static string? Id(AnswerPaths answers, JsonElement json) => (answers.Id ?? DefaultId).Text(json);

    /// <summary>An instant as systems write it: ISO 8601, without an offset in UTC, or seconds or milliseconds since 1970.</summary>
    public static DateTimeOffset? Instant(JsonPath path, JsonElement json)
    {
        if (path.Text(json) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            // Milliseconds have been more than this since 1973, and seconds will be in 5138.
            var milliseconds = number >= 100_000_000_000 ? number : number * 1_000;
            return milliseconds < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
                ? instant : null;
    }

    private static JsonPath DefaultId { get; } = JsonPath.Parse("id")!;
}
