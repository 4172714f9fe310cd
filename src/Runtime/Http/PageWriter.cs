using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Contracts.Customers;

namespace Lockstep.Runtime.Http;

/// <summary>Writes pages whose items are put together from columns.</summary>
public static class PageWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body <c>{ "items": […], "next": … }</c>.</summary>
    /// <param name="rows">The rows of the page.</param>
    /// <param name="next">Where the next page goes on; null on the last.</param>
    /// <param name="write">Writes the members of one item.</param>
    public static byte[] Write<T>(IEnumerable<T> rows, long? next, Action<Utf8JsonWriter, T> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                write(json, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next", next?.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>One item by itself.</summary>
    /// <param name="row">What it is made of.</param>
    /// <param name="write">Writes its members.</param>
    public static byte[] Item<T>(T row, Action<Utf8JsonWriter, T> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The members of what a record is called elsewhere.</summary>
    public static void WriteLink(Utf8JsonWriter json, OverviewLink link)
    {
        json.WriteString("kind", link.Kind);
        json.WriteNumber("id", link.Id);
        json.WriteString("field", link.Field);
        json.WriteString("source", link.Source);
        json.WriteString("value", link.Value);
    }

    /// <summary>An instant as in every other answer: RFC 3339, UTC, milliseconds.</summary>
    public static void WriteInstant(this Utf8JsonWriter json, string name, DateTimeOffset? at) =>
        json.WriteString(name, at is { } given ? Instant(given) : null);

    internal static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static void WriteChange(Utf8JsonWriter json, string change, DateTimeOffset at, string actor, string fields, byte[]? record)
    {
        json.WriteString("change", change);
        json.WriteInstant("at", at);
        json.WriteString("actor", actor);
        json.WriteStartArray("fields");
        foreach (var field in fields.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
        json.WritePropertyName("record");
        if (record is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(record, skipInputValidation: true);
        }
    }
}
