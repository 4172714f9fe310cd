using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Triggers;

/// <summary>How flows are triggered; section <c>Triggers</c> of the configuration, checked at start.</summary>
internal sealed class TriggerOptions
{
    /// <summary>
    /// How often times that have come, calls that came in and backfills are looked for although nobody rang. Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long ago a time of a cron trigger may lie without being missed. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Late { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest body of a call to a flow, in bytes; a flow may take less. Default 1,048,576.</summary>
    [Range(256, 16_777_216)]
    public int HookBodyMax { get; init; } = 1_048_576;

    /// <summary>The most calls that wait to be worked through, per flow; more are asked to come later. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int HooksWaitingMax { get; init; } = 100_000;

    /// <summary>How many records that calls named are read from their system at once, per flow. Default 8.</summary>
    [Range(1, 256)]
    public int HookReadsMax { get; init; } = 8;

    /// <summary>The longest pause before a system that failed is asked again for a call or a backfill. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Failures in a row after which a backfill stops until a person resumes it. Default 100.</summary>
    [Range(1, 100_000)]
    public int BackfillFailuresMax { get; init; } = 100;
}
