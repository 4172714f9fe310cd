using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>Functions that put in an order, or take what comes first or last in one.</summary>
internal static class OrderFunctions
{
    public static readonly Function[] All =
    [
        Function.Of("sort", "numbers|strings", static call => Sort(call, call[0], static item => item)),
        Function.Of("sort_by", "array, expression", static call => Sort(call, call[0], call.By!)),
        Function.Of("max", "numbers|strings", static call => Best(call, call[0], static item => item, 1)),
        Function.Of("max_by", "array, expression", static call => Best(call, call[0], call.By!, 1)),
        Function.Of("min", "numbers|strings", static call => Best(call, call[0], static item => item, -1)),
        Function.Of("min_by", "array, expression", static call => Best(call, call[0], call.By!, -1)),
    ];

    /// <summary>How often a text is looked through while many are put in order, about.</summary>
    private const long ComparedPerText = 16;

    private static Value Sort(Call call, Value list, Func<Value, Value> by)
    {
        var keyed = Keyed(list, by, call.Run);
        call.Run.Spend((long)(keyed.Count * Math.Log2(keyed.Count + 1)));
        return Value.Of([.. keyed.OrderBy(static pair => pair.Key, Comparer<Value>.Create(Compare)).Select(static pair => pair.Item)]);
    }

    /// <summary>The first of those that are best.</summary>
    private static Value Best(Call call, Value list, Func<Value, Value> by, int sign)
    {
        var keyed = Keyed(list, by, call.Run);
        call.Run.Spend(keyed.Count);
        if (keyed.Count == 0)
        {
            return default;
        }

        var best = keyed[0];
        foreach (var pair in keyed)
        {
            best = Compare(pair.Key, best.Key) * sign > 0 ? pair : best;
        }

        return best.Item;
    }

    private static List<(Value Key, Value Item)> Keyed(in Value list, Func<Value, Value> by, Evaluation run)
    {
        var keyed = new List<(Value Key, Value Item)>();
        foreach (var item in list.Items())
        {
            var key = by(item);
            run.SpendOn(key.Kind is ValueKind.Text ? ComparedPerText * key.Text.Length : 0);
            if (key.Kind is not (ValueKind.Number or ValueKind.Text) || (keyed.Count > 0 && keyed[0].Key.Kind != key.Kind))
            {
                throw new ExpressionException(
                    ExpressionFault.InvalidType, $"what is put in order must be all numbers or all strings; one is {TypeWords.Of(key)}");
            }

            keyed.Add((key, item));
        }

        return keyed;
    }

    private static int Compare(Value left, Value right) => left.Kind is ValueKind.Number
        ? left.Number.CompareTo(right.Number)
        : CodePoints.Order.Compare(left.Text, right.Text);
}
