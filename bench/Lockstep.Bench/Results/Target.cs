using System.Globalization;

namespace Lockstep.Bench.Results;

/// <summary>What a figure is meant to reach.</summary>
internal sealed record Target(string Text, Func<Row, bool> IsMetBy)
{
    public static Target RatioAtLeast(double limit) => new(Of("ratio ≥", limit), row => row.Ratio >= limit);

    public static Target RatioAtMost(double limit) => new(Of("ratio ≤", limit), row => row.Ratio <= limit);

    public static Target ValueAtMost(double limit, string unit) => new($"{Of("≤", limit)} {unit}", row => row.Value <= limit);

    private static string Of(string words, double limit) => string.Create(CultureInfo.InvariantCulture, $"{words} {limit:0.##}");
}
