global using ByKey = System.Collections.Generic.IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonObject>;
using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>The elements of a list, by what they are known by.</summary>
internal static class Elements
{
    /// <summary>
    /// Key → element, in the order of the list; an absent list has none. Null when the value is no list of objects that each have a key of
    /// their own: it is then one value.
    /// </summary>
    public static ByKey? Of(JsonNode? list, string key)
    {
        var elements = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        if (list is null)
        {
            return elements;
        }

        return list is JsonArray array && array.All(node => node is JsonObject element && element[key] is JsonValue known
            && elements.TryAdd(known.ToJsonString(), element)) ? elements : null;
    }
}
