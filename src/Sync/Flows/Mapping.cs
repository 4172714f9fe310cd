using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Sync.Flows;

/// <summary>Makes the target's fields from a source record. The paths are field names with dots, a part of JMESPath.</summary>
/// <param name="Paths">Target field → path in the source record.</param>
/// <param name="Constants">Target field → fixed text.</param>
internal sealed record Mapping(IReadOnlyDictionary<string, string> Paths, IReadOnlyDictionary<string, string> Constants)
{
    /// <summary>The target's fields; a path that leads nowhere gives null, as in JMESPath.</summary>
    /// <exception cref="JsonException">The record is not JSON.</exception>
    public JsonObject Apply(byte[] record)
    {
        using var source = JsonDocument.Parse(record);
        var fields = new JsonObject();
        foreach (var (field, path) in Paths)
        {
            fields[field] = Find(source.RootElement, path);
        }

        foreach (var (field, text) in Constants)
        {
            fields[field] = text;
        }

        return fields;
    }

    private static JsonNode? Find(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.Object => JsonObject.Create(element.Clone()),
            JsonValueKind.Array => JsonArray.Create(element.Clone()),
            JsonValueKind.Null => null,
            _ => JsonValue.Create(element.Clone()),
        };
    }
}
