using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Replays;

/// <summary>How replays of many dead letters go; section <c>Replay</c> of the configuration, checked at start.</summary>
internal sealed class ReplayOptions
{
    /// <summary>The most that a replay may be asked for, a second.</summary>
    public const int PerSecondMax = 10_000;

    /// <summary>How many a second, for a replay that does not say. Default 200.</summary>
    [Range(1, PerSecondMax)]
    public int PerSecond { get; init; } = 200;

    /// <summary>
    /// The most deliveries of one replay that are on their way at once: new changes wait behind no more than these. Default 1,000.
    /// </summary>
    [Range(1, 100_000)]
    public int OpenMax { get; init; } = 1_000;

    /// <summary>How often a process looks for replays that another one began, should it not have been told. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);
}
