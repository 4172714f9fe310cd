namespace Lockstep.Sync.Matching;

/// <summary>How the values of a field are compared when partners are looked for.</summary>
internal enum MatchKind
{
    /// <summary>To the letter, but for what nobody sees.</summary>
    Exact,

    /// <summary>As e-mail addresses: in any case, the domain in any form. What stands behind a plus counts.</summary>
    Email,

    /// <summary>As keys of products: in any case.</summary>
    Sku,

    /// <summary>As telephone numbers in any spelling; those without a country are of the region of the flow.</summary>
    Phone,

    /// <summary>As names: in any case and order of their words, without accents and signs; some letters may differ.</summary>
    Name,
}

/// <summary>What a field says of whether two records are one.</summary>
/// <param name="Field">The field of the flow.</param>
/// <param name="Kind">How its values are compared.</param>
/// <param name="Weight">The points that two records get whose values are alike; 1 to 1,000.</param>
internal sealed record MatchRule(string Field, MatchKind Kind, int Weight)
{
    /// <summary>The most points.</summary>
    public const int WeightMax = 1_000;

    /// <summary>How alike names must be to get any, from 0.5 to 1; they get so much of the points as they are alike.</summary>
    public double AtLeast { get; init; } = 0.85;
}
