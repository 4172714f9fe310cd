using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>What an argument may be, in the words of JMESPath.</summary>
[Flags]
internal enum Accepted
{
    Nothing = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    Text = 8,
    List = 16,
    Object = 32,
    Any = 63,
    Numbers = 64,
    Texts = 128,
    Expression = 256,
}

/// <summary>An argument of a function.</summary>
internal sealed record Parameter(Accepted Accepts, bool IsOptional)
{
    private static readonly Dictionary<string, Accepted> Words = new(StringComparer.Ordinal)
    {
        ["null"] = Accepted.Null, ["boolean"] = Accepted.Boolean, ["number"] = Accepted.Number, ["string"] = Accepted.Text,
        ["array"] = Accepted.List, ["object"] = Accepted.Object, ["any"] = Accepted.Any, ["numbers"] = Accepted.Numbers,
        ["strings"] = Accepted.Texts, ["expression"] = Accepted.Expression,
    };

    /// <summary>Reads one, for example <c>string|null?</c>, where a question mark says that it can be left out.</summary>
    public static Parameter Of(string text)
    {
        var isOptional = text.EndsWith('?');
        var accepts = text.TrimEnd('?').Split('|').Aggregate(Accepted.Nothing, static (all, word) => all | Words[word]);
        return new(accepts, isOptional);
    }

    /// <summary>Whether a value may be given for it.</summary>
    public bool Takes(in Value value, Evaluation run) => (Accepts & KindOf(value)) != Accepted.Nothing
        || (value.Kind is ValueKind.List && ((Accepts.HasFlag(Accepted.Numbers) && AreAll(value, ValueKind.Number, run))
            || (Accepts.HasFlag(Accepted.Texts) && AreAll(value, ValueKind.Text, run))));

    /// <summary>For a person: what it takes.</summary>
    public string Told => string.Join(" or ", Words.Where(pair => Accepts == Accepted.Any
            ? pair.Value == Accepted.Any
            : pair.Value != Accepted.Any && Accepts.HasFlag(pair.Value))
        .Select(static pair => pair.Value switch
        {
            Accepted.Numbers => "array of numbers",
            Accepted.Texts => "array of strings",
            Accepted.Expression => "expression like &name",
            _ => pair.Key,
        }));

    private static bool AreAll(in Value list, ValueKind kind, Evaluation run)
    {
        run.Spend(list.Count);
        foreach (var item in list.Items())
        {
            if (item.Kind != kind)
            {
                return false;
            }
        }

        return true;
    }

    private static Accepted KindOf(in Value value) => value.Kind switch
    {
        ValueKind.Null => Accepted.Null,
        ValueKind.True or ValueKind.False => Accepted.Boolean,
        ValueKind.Number => Accepted.Number,
        ValueKind.Text => Accepted.Text,
        ValueKind.List => Accepted.List,
        _ => Accepted.Object,
    };
}
