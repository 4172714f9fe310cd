using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Sql;

/// <summary>Rows as JSON, and JSON as what a server reads.</summary>
internal static class RowJson
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", DayFormat = "yyyy-MM-dd";

    /// <summary>A row as a record.</summary>
    public static SourceRecord RecordOf(SqlTable table, DbDataReader row)
    {
        var data = Write(row);
        var changedAt = table.ChangedAt is { } column && row.GetValue(row.GetOrdinal(column)) is var at and not DBNull ? Instant(at)
            : (DateTimeOffset?)null;
        return new SourceRecord(
            KeyOf(row, row.GetOrdinal(table.Key)), table.Version is { } version ? KeyOf(row, row.GetOrdinal(version))
                : SourceRecord.Digest(data.Span), data)
        {
            ChangedAt = changedAt,
            IsDeleted = table.DeletedAt is { } deletedAt && !row.IsDBNull(row.GetOrdinal(deletedAt)),
        };
    }

    /// <summary>A time; one without a zone is UTC.</summary>
    public static DateTimeOffset Instant(object value) => value switch
    {
        DateTimeOffset instant => instant.ToUniversalTime(),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => throw new InvalidOperationException($"A column that should hold a time holds {value.GetType().Name}."),
    };

    /// <summary>A value as text that leads back to it: a key, a version, a position.</summary>
    public static string KeyOf(DbDataReader row, int column) => row.GetValue(column) switch
    {
        DateTime or DateTimeOffset => Instant(row.GetValue(column)).ToString(InstantFormat, CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A mapped value as a server reads it in a literal; null for nothing.</summary>
    public static string? TextOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToJsonString(),
    };

    private static ReadOnlyMemory<byte> Write(DbDataReader row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        for (var column = 0; column < row.FieldCount; column++)
        {
            json.WritePropertyName(row.GetName(column));
            Write(json, row, column);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, DbDataReader row, int column)
    {
        var value = row.GetValue(column);
        switch (value)
        {
            case DBNull: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case sbyte or byte or short or ushort or int or uint
                or long: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;

            // JSON knows no infinity and no NaN: these fall through to the texts.
            case float number when float.IsFinite(number): json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case DateTime time when IsDay(row, column): json.WriteStringValue(
                time.ToString(DayFormat, CultureInfo.InvariantCulture)); break;
            case DateTime or DateTimeOffset: json.WriteStringValue(
                Instant(value).ToString(InstantFormat, CultureInfo.InvariantCulture)); break;
            case DateOnly day: json.WriteStringValue(day.ToString(DayFormat, CultureInfo.InvariantCulture)); break;
            case byte[] bytes: json.WriteBase64StringValue(bytes); break;
            case string text when IsJson(row, column): json.WriteRawValue(text); break;
            case Array list: JsonSerializer.Serialize(
                json, list.Cast<object?>().Select(static one => Convert.ToString(one, CultureInfo.InvariantCulture)).ToArray(),
                    SqlJson.Default.StringArray); break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static bool IsDay(DbDataReader row, int column) => row.GetDataTypeName(column)
        .Equals("date", StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(DbDataReader row, int column) => row.GetDataTypeName(column)
        .StartsWith("json", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The JSON of arrays of a database.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class SqlJson : System.Text.Json.Serialization.JsonSerializerContext;
