using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Json;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// An event as it is told outside: CloudEvents 1.0 in JSON. The envelope, which says nothing of the record, can be kept apart from the
/// record, which can be erased.
/// </summary>
public static class CloudEventJson
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/cloudevents+json";

    private const string SpecVersion = "1.0";
    private static readonly byte[] NoRecord = "null}}"u8.ToArray();

    // Letters of every script stand as they are: this goes into event streams and webhooks, never into a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole event.</summary>
    public static byte[] Of(OutboxEvent published) => With(EnvelopeOf(published), published.Data ?? "null"u8.ToArray());

    /// <summary>The event without its record: that one is null in it, and the last thing.</summary>
    public static byte[] EnvelopeOf(OutboxEvent published)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        WriteHead(json, published.Id.ToString(), published.Type, published.Source, published.Subject, published.At);
        if (published.TraceParent is { } trace)
        {
            json.WriteString("traceparent", trace);
        }

        json.WriteStartObject("data");
        json.WriteNumber("version", published.Version);
        json.WriteStartArray("changed");
        foreach (var field in published.Fields.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
        json.WriteString("origin", published.Actor);

        // The last thing, and null: With puts the record in its place.
        json.WriteNull("record");
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An event that no module has published, with whatever it says.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Its type.</param>
    /// <param name="source">Who says it.</param>
    /// <param name="subject">The record that it is about.</param>
    /// <param name="at">When that changed.</param>
    /// <param name="data">What it says; null when the record was deleted, which the attribute <c>deleted</c> tells.</param>
    public static byte[] Of(string id, string type, string source, string subject, DateTimeOffset at, JsonObject? data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        WriteHead(json, id, type, source, subject, at);
        if (data is null)
        {
            json.WriteBoolean("deleted", true);
            json.WriteNull("data");
        }
        else
        {
            json.WritePropertyName("data");
            data.WriteTo(json);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The event with its record.</summary>
    /// <param name="envelope">What <see cref="EnvelopeOf"/> made.</param>
    /// <param name="record">The record as JSON in UTF-8; <c>null</c> for one that was deleted.</param>
    public static byte[] With(byte[] envelope, byte[] record) =>
        // Cut and put together as bytes: parsed and written anew, the record would no longer be what the digest in the history proves.
        [.. envelope.AsSpan(0, envelope.Length - NoRecord.Length), .. record, .. "}}"u8];

    /// <summary>The id of an event.</summary>
    public static string IdOf(byte[] envelope)
    {
        var json = new Utf8JsonReader(envelope);
        while (json.Read())
        {
            // At the first level alone: what lies deeper may have an id of its own.
            if (json.TokenType is JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("id"u8))
            {
                json.Read();
                return json.GetString()!;
            }
        }

        throw new JsonException("An event has an id.");
    }

    /// <summary>The id and the type of an event.</summary>
    public static (string Id, string Type) NamesOf(byte[] envelope)
    {
        using var json = JsonDocument.Parse(envelope);
        return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("type").GetString()!);
    }

    private static void WriteHead(Utf8JsonWriter json, string id, string type, string source, string subject, DateTimeOffset at)
    {
        json.WriteString("specversion", SpecVersion);
        json.WriteString("id", id);
        json.WriteString("type", type);
        json.WriteString("source", source);
        json.WriteString("subject", subject);
        json.WriteString("time", Instant.Write(at));
        json.WriteString("datacontenttype", "application/json");
    }
}
