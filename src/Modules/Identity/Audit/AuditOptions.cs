using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Audit;

/// <summary>How the audit log is written and sealed; section <c>Audit</c> of the configuration, checked at start.</summary>
internal sealed class AuditOptions
{
    /// <summary>The most entries under one seal. Default 5,000.</summary>
    [Range(1, 100_000)]
    public int BlockMax { get; init; } = 5000;

    /// <summary>How long new entries wait for others to share their seal. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan SealInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often entries without a seal are looked for although nobody rang. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the newest number and hash are logged, to be kept elsewhere. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AnchorInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Within this, repeats of one caller (refused requests, reading this log) are counted in one entry. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a check of the whole log over HTTP may take. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan VerifyLimit { get; init; } = TimeSpan.FromMinutes(10);
}
