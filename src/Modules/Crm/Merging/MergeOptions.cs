using System.ComponentModel.DataAnnotations;

namespace Lockstep.Crm.Merging;

/// <summary>How records follow a merged customer; section <c>Merges</c> of the configuration, checked at start.</summary>
internal sealed class MergeOptions
{
    /// <summary>How often somebody looks for merges that are not done, besides being woken by each. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a merge waits whose records can't follow at the moment. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most merges that are looked after in a row, between two looks at the lease. Default 50.</summary>
    [Range(1, 1_000)]
    public int BatchMax { get; init; } = 50;
}
