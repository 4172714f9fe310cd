using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>Merges the value of one field, and what is in it.</summary>
internal sealed class FieldMerge(MergedRecord record, FieldRule rule, List<FieldConflict> conflicts)
{
    /// <summary>What a value becomes. All of it is one but where there is a conflict, which leaves everything as it was.</summary>
    public Value Of(string path, Value value)
    {
        var (left, right) = (value.Left, value.Right);
        if (rule.From is { } source)
        {
            return Value.All(source is Side.Left ? left : right);
        }

        // Each side keeps its own way of writing it.
        if (rule.AreSame(left, right))
        {
            return new Value(left, right, left, right);
        }

        var hasLeftChanged = record.Base is null || !rule.AreSame(left, value.LeftBase);
        var hasRightChanged = record.Base is null || !rule.AreSame(right, value.RightBase);
        return (hasLeftChanged, hasRightChanged) switch
        {
            // They differ as they did when they agreed: a target keeps its own version of what it was given.
            (false, false) => value,
            (false, true) => Value.All(right),
            (true, false) => Value.All(left),
            _ => Within(path, value),
        };
    }

    private Value Within(string path, Value value)
    {
        if (value is { Left: JsonObject left, Right: JsonObject right })
        {
            return Members(path, left, right, value.LeftBase as JsonObject, value.RightBase as JsonObject);
        }

        return rule.Key is { } key && Elements.Of(value.Left, key) is { } some && Elements.Of(value.Right, key) is { } others
            ? EachElement(path, some, others, Elements.Of(value.LeftBase, key), Elements.Of(value.RightBase, key))
            : Decide(path, value);
    }

    private Value Members(string path, JsonObject left, JsonObject right, JsonObject? leftBase, JsonObject? rightBase)
    {
        var merged = new Value(new JsonObject(), new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var name in left.Concat(right).Select(static member => member.Key).Distinct(StringComparer.Ordinal))
        {
            var member = Of($"{path}.{name}", new Value(left[name], right[name], leftBase?[name], rightBase?[name]));
            Set(merged.Left, member.Left);
            Set(merged.Right, member.Right);
            Set(merged.LeftBase, member.LeftBase);
            Set(merged.RightBase, member.RightBase);

            void Set(JsonNode? into, JsonNode? said) => into![name] = said?.DeepClone();
        }

        return merged;
    }

    /// <summary>
    /// An element that is not there is null: so one that was added, removed or changed on one side only is taken from there.
    /// </summary>
    private Value EachElement(string path, ByKey left, ByKey right, ByKey? leftBase, ByKey? rightBase)
    {
        var merged = new Value(new JsonArray(), new JsonArray(), new JsonArray(), new JsonArray());
        foreach (var key in left.Keys.Union(right.Keys, StringComparer.Ordinal))
        {
            var element = Of($"{path}[{key}]", new Value(
                left.GetValueOrDefault(key), right.GetValueOrDefault(key), leftBase?.GetValueOrDefault(key),
                    rightBase?.GetValueOrDefault(key)));
            Add(merged.Left, element.Left);
            Add(merged.Right, element.Right);
            Add(merged.LeftBase, element.LeftBase);
            Add(merged.RightBase, element.RightBase);
        }

        return merged;
    }

    private static void Add(JsonNode? list, JsonNode? element)
    {
        if (element is not null)
        {
            list!.AsArray().Add(element.DeepClone());
        }
    }

    private Value Decide(string path, Value value)
    {
        var (left, right) = (value.Left, value.Right);

        // Of two that never agreed, the one that knows something fills the gap of the other: to take that for a deletion would lose it.
        if (record.Base is null && (left is null || right is null))
        {
            return Value.All(left ?? right);
        }

        if ((rule.Owner ?? (rule.NewestWithin is { } tolerance ? record.Newer(tolerance) : null)) is { } side)
        {
            return Value.All(side is Side.Left ? left : right);
        }

        conflicts.Add(new FieldConflict(path, value.LeftBase?.DeepClone(), left?.DeepClone(), right?.DeepClone()));
        return value;
    }
}
