using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>Merges the value of one field, and what is in it.</summary>
internal sealed class FieldMerge(MergedRecord record, MergeRule rule, List<FieldConflict> conflicts)
{
    /// <summary>What a value becomes. All of it is one but where there is a conflict, which leaves everything as it was.</summary>
    public MergeValue Of(string path, MergeValue value)
    {
        var (left, right) = (value.Left, value.Right);

        // Before all else: a side without a say is given the value also where nobody has changed it.
        if (rule.From is { } source)
        {
            return MergeValue.All(source is Side.Left ? left : right);
        }

        // Each side keeps its own way of writing it.
        if (rule.AreSame(left, right))
        {
            return new MergeValue(left, right, left, right);
        }

        // A value that a person has decided on may be on one side already, which then looks as if it alone had changed, or had not.
        var isOpen = record.Base is null || IsDecided(path);
        var hasLeftChanged = isOpen || !rule.AreSame(left, value.LeftBase);
        var hasRightChanged = isOpen || !rule.AreSame(right, value.RightBase);
        return (hasLeftChanged, hasRightChanged) switch
        {
            // They differ as they did when they agreed: a target keeps its own version of what it was given.
            (false, false) => value,
            (false, true) => MergeValue.All(right),
            (true, false) => MergeValue.All(left),
            _ => Within(path, value),
        };
    }

    /// <summary>Whether a person has decided on a value of it, or of something in it.</summary>
    private bool IsDecided(string path) => record.Decisions.Any(one => one.Value.Side is null
        && one.Key.StartsWith(path, StringComparison.Ordinal) && (one.Key.Length == path.Length || one.Key[path.Length] is '.' or '['));

    private MergeValue Within(string path, MergeValue value)
    {
        if (value is { Left: JsonObject left, Right: JsonObject right })
        {
            return Members(path, left, right, value.LeftBase as JsonObject, value.RightBase as JsonObject);
        }

        // Where they agreed on a list without usable keys, nobody can tell which elements are new.
        return rule.Key is { } key && List(value.Left) is { } some && List(value.Right) is { } others
            && List(value.LeftBase) is { } someBase && List(value.RightBase) is { } othersBase
            ? EachElement(path, key, (some, others), (someBase, othersBase))
            : Decide(path, value);

        ByKey? List(JsonNode? list) => Elements.Of(list, key, rule.Likeness);
    }

    private MergeValue Members(string path, JsonObject left, JsonObject right, JsonObject? leftBase, JsonObject? rightBase)
    {
        var merged = new MergeValue(new JsonObject(), new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var name in left.Concat(right).Select(static member => member.Key).Distinct(StringComparer.Ordinal))
        {
            var member = Of($"{path}.{name}", new MergeValue(left[name], right[name], leftBase?[name], rightBase?[name]));
            Set(merged.Left, member.Left);
            Set(merged.Right, member.Right);
            Set(merged.LeftBase, member.LeftBase);
            Set(merged.RightBase, member.RightBase);

            // A copy, for a node hangs in one tree only.
            void Set(JsonNode? into, JsonNode? said) => into![name] = said?.DeepClone();
        }

        return merged;
    }

    /// <summary>
    /// An element that is not there is null: so one that was added, removed or changed on one side only is taken from there. Each side
    /// keeps its own spelling of a key that it has.
    /// </summary>
    private MergeValue EachElement(string path, string member, (ByKey Left, ByKey Right) now, (ByKey Left, ByKey Right) agreed)
    {
        var merged = new MergeValue(new JsonArray(), new JsonArray(), new JsonArray(), new JsonArray());
        foreach (var key in now.Left.Keys.Union(now.Right.Keys, StringComparer.Ordinal))
        {
            var (left, right) = (now.Left.GetValueOrDefault(key), now.Right.GetValueOrDefault(key));
            var (onLeft, onRight) = ((left ?? right)![member]!, (right ?? left)![member]!);

            // The same name whichever system is called left.
            var name = new[] { onLeft.ToJsonString(), onRight.ToJsonString() }.Min(StringComparer.Ordinal);
            var element = Of($"{path}[{name}]", new MergeValue(
                left, Spelled(right), Spelled(agreed.Left.GetValueOrDefault(key)), Spelled(agreed.Right.GetValueOrDefault(key))));
            Add(merged.Left, element.Left, onLeft);
            Add(merged.Right, element.Right, onRight);
            Add(merged.LeftBase, element.LeftBase, onLeft);
            Add(merged.RightBase, element.RightBase, onRight);

            JsonObject? Spelled(JsonObject? other) => Elements.Spelled(other, member, onLeft);
        }

        return merged;

        void Add(JsonNode? list, JsonNode? element, JsonNode spelling)
        {
            if (element is JsonObject there)
            {
                list!.AsArray().Add(Elements.Spelled(there, member, spelling));
            }
        }
    }

    private MergeValue Decide(string path, MergeValue value)
    {
        var (left, right) = (value.Left, value.Right);
        if (record.Decisions.TryGetValue(path, out var decision))
        {
            return MergeValue.All(decision.Side switch { null => decision.Value, Side.Left => left, _ => right });
        }

        // Of two that never agreed, the one that knows something fills the gap of the other: to take that for a deletion would lose it.
        if (record.Base is null)
        {
            var saysLeft = rule.Says(left);
            if (saysLeft != rule.Says(right) || left is null || right is null)
            {
                return MergeValue.All(saysLeft || right is null ? left : right);
            }
        }

        if ((rule.Owner ?? (rule.NewestWithin is { } tolerance ? record.Newer(tolerance) : null)) is { } side)
        {
            return MergeValue.All(side is Side.Left ? left : right);
        }

        conflicts.Add(new FieldConflict(path, value.LeftBase?.DeepClone(), left?.DeepClone(), right?.DeepClone()));
        return value;
    }
}
