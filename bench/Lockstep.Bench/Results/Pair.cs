namespace Lockstep.Bench.Results;

/// <summary>Two figures that were measured one right after the other, and so under much the same conditions.</summary>
internal sealed record Pair(double Value, double Baseline)
{
    public double Ratio => Value / Baseline;
}
