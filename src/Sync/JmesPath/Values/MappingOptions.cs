using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.JmesPath.Values;

/// <summary>
/// What expressions of mappings and filters may cost; section <c>Mapping</c> of the configuration, checked at start. Costs are counted, not
/// timed: what works on one machine works on each.
/// </summary>
internal sealed class MappingOptions
{
    /// <summary>The longest expression, in characters. Default 4,000.</summary>
    [Range(100, 100_000)]
    public int ExpressionMax { get; init; } = 4_000;

    /// <summary>How deep the parts of an expression, and what it makes, may be nested. Default 256.</summary>
    [Range(16, 500)]
    public int DepthMax { get; init; } = 256;

    /// <summary>The most steps that the mapping or the filter of one record takes: a part of an expression applied to one value is one.
    /// Default 200,000.</summary>
    [Range(1_000, 50_000_000)]
    public int StepsMax { get; init; } = 200_000;

    /// <summary>The most that the mapping of one record makes, in characters, in between and in the end. Default 4,000,000.</summary>
    [Range(10_000, 100_000_000)]
    public int ResultMax { get; init; } = 4_000_000;

    /// <summary>The most rows of a table that a flow looks things up in. Default 100,000.</summary>
    [Range(1, 5_000_000)]
    public int TableRowsMax { get; init; } = 100_000;
}
