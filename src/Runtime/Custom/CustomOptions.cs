using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Custom;

/// <summary>How many fields people may define; section <c>CustomFields</c> of the configuration, checked at start.</summary>
public sealed class CustomOptions
{
    /// <summary>The most fields of one kind of record. Default 40.</summary>
    [Range(0, 40)]
    public int CountMax { get; init; } = 40;
}
