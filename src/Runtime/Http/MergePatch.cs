using System.Text.Json.Nodes;

namespace Lockstep.Runtime.Http;

/// <summary>JSON Merge Patch (RFC 7396): members replace, null removes, objects merge.</summary>
public static class MergePatch
{
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
