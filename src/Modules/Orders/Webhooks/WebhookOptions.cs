using System.ComponentModel.DataAnnotations;

namespace Lockstep.Orders.Webhooks;

/// <summary>How calls of outside systems are taken in; section <c>Webhooks</c> of the configuration, checked at start.</summary>
internal sealed class WebhookOptions
{
    /// <summary>How far the time of a call may be from ours; within it, a body without an id is known again. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The header with the secret itself, of senders that sign nothing. Default X-Webhook-Secret.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string SecretHeader { get; init; } = "X-Webhook-Secret";

    /// <summary>The largest body, in bytes. Default 65,536.</summary>
    [Range(256, 1_048_576)]
    public int BodyMax { get; init; } = 65_536;

    /// <summary>The most refused calls that are kept; the oldest go first. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int RefusedMax { get; init; } = 1_000;

    /// <summary>How long a call may lie unfinished before somebody else brings it to its end. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FinishAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often such calls are looked for. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);
}
