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
    /// <param name="list">The list.</param>
    /// <param name="key">The member by which an element is known.</param>
    /// <param name="likeness">Which spellings of a key are one.</param>
    public static ByKey? Of(JsonNode? list, string key, Likeness likeness)
    {
        var elements = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        if (list is null)
        {
            return elements;
        }

        return list is JsonArray array && array.All(node => node is JsonObject element && element[key] is JsonValue known
            && likeness.KeyOf(known) is { } text && elements.TryAdd(text, element)) ? elements : null;
    }

    /// <summary>An element with its key in another spelling, so that the spelling is no difference; null for none.</summary>
    public static JsonObject? Spelled(JsonObject? element, string key, JsonNode spelling)
    {
        if (element?.DeepClone() is not JsonObject copy)
        {
            return null;
        }

        copy[key] = spelling.DeepClone();
        return copy;
    }
}
