namespace Lockstep.Sync.JmesPath.Values;

/// <summary>One application of one or more expressions to a record: what it has cost so far, and the links that it asked for.</summary>
/// <param name="limits">What it may cost.</param>
/// <param name="known">Ids of other systems by what <c>ref</c> asks for; null for one that has none.</param>
internal sealed class Evaluation(MappingOptions limits, IReadOnlyDictionary<LinkName, string?> known)
{
    private const int CharactersPerStep = 64;
    private static readonly Dictionary<LinkName, string?> None = [];
    private long _steps;
    private long _made;

    public Evaluation(MappingOptions limits)
        : this(limits, None)
    {
    }

    /// <summary>Links that nobody has looked for yet; null when there are none.</summary>
    public HashSet<LinkName>? Wanted { get; private set; }

    /// <summary>Links that are not there; null when there are none.</summary>
    public HashSet<LinkName>? Missing { get; private set; }

    /// <summary>Counts steps, before they are taken.</summary>
    /// <exception cref="ExpressionException">There are too many.</exception>
    public void Spend(long steps)
    {
        if ((_steps += steps) > limits.StepsMax)
        {
            throw new ExpressionException(
                ExpressionFault.Limit, $"this takes more than {limits.StepsMax} steps for one record (Mapping__StepsMax)");
        }
    }

    /// <summary>Counts characters that are looked through.</summary>
    public void SpendOn(long characters) => Spend(characters / CharactersPerStep);

    /// <summary>Counts characters, before they are made.</summary>
    /// <exception cref="ExpressionException">There are too many.</exception>
    public void Make(long characters)
    {
        SpendOn(characters);
        if ((_made += characters) > limits.ResultMax)
        {
            throw new ExpressionException(
                ExpressionFault.Limit, $"this makes more than {limits.ResultMax} characters of one record (Mapping__ResultMax)");
        }
    }

    /// <summary>Holds a depth against the limit.</summary>
    /// <exception cref="ExpressionException">It is too deep.</exception>
    public void Descend(int depth)
    {
        Spend(1);
        if (depth > limits.DepthMax)
        {
            throw new ExpressionException(
                ExpressionFault.Limit, $"this makes a value of more than {limits.DepthMax} levels (Mapping__DepthMax)");
        }
    }

    /// <summary>The id of a linked record. Null as long as it is not known: then the result does not count.</summary>
    public string? Linked(LinkName name)
    {
        if (!known.TryGetValue(name, out var id))
        {
            (Wanted ??= []).Add(name);
        }
        else if (id is null)
        {
            (Missing ??= []).Add(name);
        }

        return id;
    }
}
