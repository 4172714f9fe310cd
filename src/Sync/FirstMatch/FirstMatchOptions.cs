using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.FirstMatch;

/// <summary>How first matches are made; section <c>FirstMatch</c> of the configuration, checked at start.</summary>
internal sealed class FirstMatchOptions
{
    /// <summary>The most records that a system is asked for at once, and that are worked on in one commit. Default 500.</summary>
    [Range(10, 10_000)]
    public int PageMax { get; init; } = 500;

    /// <summary>
    /// How many records of a side may share a value. Of those that share one with more a person is asked, and a word of a name that more
    /// have is passed over. Default 20.
    /// </summary>
    [Range(1, 500)]
    public int SharedMax { get; init; } = 20;

    /// <summary>How long it waits after a system could not be read, unless that says for how long. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how many failures in a row it gives up; it can be started anew then. Default 20.</summary>
    [Range(1, 10_000)]
    public int FailuresMax { get; init; } = 20;
}
