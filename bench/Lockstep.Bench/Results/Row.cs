namespace Lockstep.Bench.Results;

/// <summary>One line of the table: a figure, measured in pairs.</summary>
/// <param name="Bench">What was measured.</param>
/// <param name="Unit">Of the value and the baseline, for example <c>/s</c>.</param>
/// <param name="Pairs">At least one.</param>
/// <param name="Target">Null when the figure is only shown beside others.</param>
internal sealed record Row(string Bench, string Unit, IReadOnlyList<Pair> Pairs, Target? Target = null)
{
    public double Value => Median(Pairs.Select(pair => pair.Value));

    public double Baseline => Median(Pairs.Select(pair => pair.Baseline));

    /// <summary>The median of the pairs' ratios, which is not the ratio of the medians.</summary>
    public double Ratio => Median(Pairs.Select(pair => pair.Ratio));

    public double RatioMin => Pairs.Min(pair => pair.Ratio);

    public double RatioMax => Pairs.Max(pair => pair.Ratio);

    public string Verdict => Target is null ? "" : Target.IsMetBy(this) ? "pass" : "MISS";

    private static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
