using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Storage;

/// <summary>How long what has done its work is kept; section <c>Retention</c> of the configuration, checked at start.</summary>
public sealed class RetentionOptions
{
    /// <summary>Events that were handed over; must outlive the oldest backup that may be restored. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Outbox { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Ids of events that took effect; must outlive the oldest backup too. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Inbox { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Answers under an Idempotency-Key. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan Idempotency { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What became of each row of an import; the import's own figures stay. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan ImportRows { get; init; } = TimeSpan.FromDays(90);

    /// <summary>For how long a merge of two customers can be undone. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Merges { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often old rows are removed. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most rows removed in one commit, so that nobody waits long. Default 500.</summary>
    [Range(1, 10_000)]
    public int ChunkSize { get; init; } = 500;
}
