using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Pairs;

/// <summary>Limits of flows that go both ways; section <c>Pairs</c> of the configuration, checked at start.</summary>
internal sealed class PairOptions
{
    /// <summary>The most rows of a table of ids that is imported at once. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int ImportRowsMax { get; init; } = 10_000;

    /// <summary>The most conflicts that are decided at once. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int DecideMax { get; init; } = 1_000;
}
