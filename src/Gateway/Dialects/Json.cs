using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Gateway.Dialects;

/// <summary>JSON as dialects write it: letters of every script as they are.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            node.WriteTo(json);
        }

        return buffer.ToArray();
    }

    /// <summary>An object with just these members of a record, in this order; null where the record lacks one.</summary>
    public static JsonObject Pick(JsonNode record, params ReadOnlySpan<string> names)
    {
        var picked = new JsonObject();
        foreach (var name in names)
        {
            picked[name] = record[name]?.DeepClone();
        }

        return picked;
    }
}
