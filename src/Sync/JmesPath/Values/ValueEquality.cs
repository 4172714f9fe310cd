using System.Runtime.InteropServices;
using System.Text.Json;

namespace Lockstep.Sync.JmesPath.Values;

/// <summary>Whether two values are the same: numbers by what they are worth, objects whatever the order of their members.</summary>
internal static class ValueEquality
{
    public static bool AreEqual(in Value left, in Value right, Evaluation run, int depth = 0)
    {
        run.Descend(depth);
        if (left.Kind != right.Kind)
        {
            return false;
        }

        if (left.IsJson && right.IsJson)
        {
            run.SpendOn(JsonMarshal.GetRawUtf8Value(left.Json).Length);
            return JsonElement.DeepEquals(left.Json, right.Json);
        }

        return left.Kind switch
        {
            ValueKind.Null or ValueKind.True or ValueKind.False => true,
            ValueKind.Number => left.Number == right.Number,
            ValueKind.Text => left.Is(right),
            ValueKind.List => left.Count == right.Count && AreSameItems(left, right, run, depth + 1),
            _ => left.Count == right.Count && AreSameMembers(left, right, run, depth + 1),
        };
    }

    private static bool AreSameItems(in Value left, in Value right, Evaluation run, int depth)
    {
        var others = right.Items();
        foreach (var item in left.Items())
        {
            if (!others.MoveNext() || !AreEqual(item, others.Current, run, depth))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSameMembers(in Value left, in Value right, Evaluation run, int depth)
    {
        var others = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, value) in right.Members())
        {
            others[name] = value;
        }

        foreach (var (name, value) in left.Members())
        {
            if (!others.TryGetValue(name, out var other) || !AreEqual(value, other, run, depth))
            {
                return false;
            }
        }

        return true;
    }
}
