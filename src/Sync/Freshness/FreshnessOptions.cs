using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Freshness;

/// <summary>How it is watched whether flows are fresh; section <c>Freshness</c> of the configuration, checked at start.</summary>
internal sealed class FreshnessOptions
{
    /// <summary>How often it is looked how fresh the flows are, and whether canaries came out. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);
}
