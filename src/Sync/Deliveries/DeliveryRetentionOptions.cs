using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Deliveries;

/// <summary>How long deliveries are kept; section <c>Retention</c> of the configuration, checked at start.</summary>
internal sealed class DeliveryRetentionOptions
{
    /// <summary>Deliveries that were delivered or skipped; dead letters stay until somebody decides. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Deliveries { get; init; } = TimeSpan.FromDays(90);
}
