using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Triggers;

/// <summary>How long what triggered flows is kept; section <c>Retention</c> of the configuration, checked at start.</summary>
internal sealed class TriggerRetentionOptions
{
    /// <summary>Calls of outside systems to flows, with their bodies; their repeats are known that long. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Hooks { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Runs of cron triggers, and backfills that have ended. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Runs { get; init; } = TimeSpan.FromDays(90);
}
