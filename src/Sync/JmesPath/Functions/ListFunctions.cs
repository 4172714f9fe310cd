using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>Functions of lists.</summary>
internal static class ListFunctions
{
    public static readonly Function[] All =
    [
        Function.Of("contains", "array|string, any", Contains),
        Function.Of("join", "string, strings", Join),
        Function.Of("length", "string|array|object", Length),
        Function.Of("map", "expression, array", Map),
        Function.Of("reverse", "string|array", Reverse),
        Function.Of("to_array", "any", static call => call[0].Kind is ValueKind.List ? call[0] : Value.Of([call[0]])),
    ];

    private static Value Contains(Call call)
    {
        var (where, what) = (call[0], call[1]);
        if (where.Kind is ValueKind.Text)
        {
            call.Run.SpendOn(where.Text.Length);
            return Value.Of(what.Kind is ValueKind.Text && where.Text.Contains(what.Text, StringComparison.Ordinal));
        }

        foreach (var item in where.Items())
        {
            if (ValueEquality.AreEqual(item, what, call.Run))
            {
                return Value.Of(isTrue: true);
            }
        }

        return Value.Of(isTrue: false);
    }

    private static Value Join(Call call)
    {
        var (between, parts) = (call.Text(0), new List<string>());
        foreach (var item in call[1].Items())
        {
            var part = item.Text;
            call.Run.Make(part.Length + between.Length);
            parts.Add(part);
        }

        return Value.Of(string.Join(between, parts));
    }

    private static Value Length(Call call)
    {
        if (call[0].Kind is not ValueKind.Text)
        {
            return Value.Of((decimal)call[0].Count);
        }

        call.Run.SpendOn(call.Text(0).Length);
        return Value.Of((decimal)CodePoints.Count(call.Text(0)));
    }

    private static Value Map(Call call)
    {
        var made = new List<Value>();
        foreach (var item in call[1].Items())
        {
            made.Add(call.By!(item));
        }

        return Value.Of(made);
    }

    private static Value Reverse(Call call)
    {
        if (call[0].Kind is ValueKind.Text)
        {
            return call.Made(CodePoints.Reverse(call.Text(0)));
        }

        call.Run.Spend(call[0].Count);
        var reversed = new List<Value>();
        foreach (var item in call[0].Items())
        {
            reversed.Add(item);
        }

        reversed.Reverse();
        return Value.Of(reversed);
    }
}
