using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
namespace Lockstep.Runtime.UseCases;

/// <summary>JSON Merge Patch (RFC 7396): members replace, null removes, objects merge.</summary>
public static class MergePatch
{
    internal static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>What a patch makes of a record; names of members match in any case, as in every other body.</summary>
    /// <exception cref="JsonException">The patch does not fit.</exception>
    public static T Apply<T>(byte[] record, JsonObject patch, JsonTypeInfo<T> type) =>
        Apply(JsonNode.Parse(record, AnyCase), patch).Deserialize(type)!;

    /// <summary>The same, with the refusal of a patch that does not fit.</summary>
    public static (T? Patched, Refusal? Refusal) TryApply<T>(byte[] record, JsonObject patch, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return (Apply(record, patch, type), null);
        }
        catch (JsonException fault)
        {
            return (null, JsonFaults.ToRefusal(fault));
        }
    }

    /// <summary>The target with the patch applied; both stay as they are.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject before ? (JsonObject)before.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Apply(result[name], value);
            }
        }

        return result;
    }
}
