using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>Functions of objects.</summary>
internal static class ObjectFunctions
{
    public static readonly Function[] All =
    [
        Function.Of("keys", "object", static call => List(call, static member => Value.Of(member.Key))),
        Function.Of("values", "object", static call => List(call, static member => member.Value)),
        Function.Of("merge", "object, object?...", Merge),
    ];

    private static Value List(Call call, Func<KeyValuePair<string, Value>, Value> of)
    {
        call.Run.Spend(call[0].Count);
        return Value.Of([.. call[0].Members().Select(of)]);
    }

    private static Value Merge(Call call)
    {
        var merged = new OrderedDictionary<string, Value>(StringComparer.Ordinal);
        foreach (var one in call.Given)
        {
            call.Run.Spend(one.Count);
            foreach (var (name, value) in one.Members())
            {
                merged[name] = value;
            }
        }

        return Value.Of(merged);
    }
}
