using System.ComponentModel.DataAnnotations;

namespace Lockstep.Orders.Webhooks;

/// <summary>How long calls of outside systems are kept; section <c>Retention</c> of the configuration, checked at start.</summary>
internal sealed class WebhookRetentionOptions
{
    /// <summary>Calls of outside systems with their bodies; repeats are known that long. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Webhooks { get; init; } = TimeSpan.FromDays(30);
}
