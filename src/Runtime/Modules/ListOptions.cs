using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Modules;

/// <summary>How lists work; section <c>Lists</c> of the configuration, checked at start.</summary>
public sealed class ListOptions
{
    /// <summary>
    /// The most rows that a page in the order of a custom field looks through besides those that it shows or skips, where a filter lets few
    /// pass or few have no value. A page that comes to this end is short, and <c>next</c> goes on behind it. As many
    /// are looked through for a search that finds very many, before all that it finds is sorted. Default 10,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int WalkRows { get; init; } = 10_000;
}
