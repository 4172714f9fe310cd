using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
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
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole event.</summary>
    public static byte[] Of(OutboxEvent published) => With(EnvelopeOf(published), published.Data ?? "null"u8.ToArray());

    /// <summary>The event without its record: that one is null in it, and the last thing.</summary>
    public static byte[] EnvelopeOf(OutboxEvent published)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteString("specversion", SpecVersion);
        json.WriteString("id", published.Id);
        json.WriteString("type", published.Type);
        json.WriteString("source", published.Source);
        json.WriteString("subject", published.Subject);
        json.WriteString("time", Instant.Write(published.At));
        json.WriteString("datacontenttype", "application/json");
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
        json.WriteNull("record");
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The event with its record.</summary>
    /// <param name="envelope">What <see cref="EnvelopeOf"/> made.</param>
    /// <param name="record">The record as JSON in UTF-8; <c>null</c> for one that was deleted.</param>
    public static byte[] With(byte[] envelope, byte[] record) =>
        [.. envelope.AsSpan(0, envelope.Length - NoRecord.Length), .. record, .. "}}"u8];

    /// <summary>The id and the type of an event.</summary>
    public static (string Id, string Type) NamesOf(byte[] envelope)
    {
        using var json = JsonDocument.Parse(envelope);
        return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("type").GetString()!);
    }
}
