using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Runtime.Streams;

/// <summary>An event in the JSON format of CloudEvents 1.0.</summary>
internal static class CloudEvent
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    /// <summary>The lines of a server-sent event with it: <c>data:</c>, JSON on one line, and the blank line that ends it.</summary>
    public static byte[] Lines(OutboxEvent published)
    {
        var buffer = new ArrayBufferWriter<byte>((published.Data?.Length ?? 0) + 512);
        buffer.Write("data: "u8);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            Write(json, published);
        }

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, OutboxEvent published)
    {
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", published.Id);
        json.WriteString("source", published.Source);
        json.WriteString("type", published.Type);
        json.WriteString("subject", published.Subject);
        json.WriteInstant("time", published.At);
        json.WriteString("datacontenttype", "application/json");
        if (published.TraceParent is { } trace)
        {
            json.WriteString("traceparent", trace);
        }

        json.WriteStartObject("data");
        json.WritePropertyName("record");
        if (published.Data is { } record)
        {
            // Written by ContractsJson, so on one line.
            json.WriteRawValue(record, skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteNumber("version", published.Version);
        json.WriteStartArray("changed");
        foreach (var field in published.Fields.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
        json.WriteString("origin", published.Actor);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
