namespace Lockstep.Connectors.Sdk;

/// <summary>How a write to a system went.</summary>
public sealed record ApplyResult
{
    private static readonly IReadOnlyDictionary<string, string> NoFields = new Dictionary<string, string>(StringComparer.Ordinal);

    private ApplyResult(FailureCause? cause) => Cause = cause;

    /// <summary>Why it failed; null when the record stands in the target now, or is gone from there as was wanted.</summary>
    public FailureCause? Cause { get; }

    /// <summary>The record's id in the target; null when it failed, and when the record was deleted.</summary>
    public string? TargetId { get; private init; }

    /// <summary>The record's version in the target after the write, opaque; null where the target has none or did not say.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The record as the target has it after the write, which may differ from what was sent: targets trim, round and rewrite. Null when it
    /// did not say.
    /// </summary>
    public SourceRecord? Record { get; init; }

    /// <summary>One sentence for a person when it failed.</summary>
    public string? Message { get; private init; }

    /// <summary>What is wrong with which field, by the names of the target; empty when it did not say.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; private init; } = NoFields;

    /// <summary>How long the target asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The status of the target's answer; null where there is none.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// The beginning of the target's answer, for a person, without anything secret; at most <see cref="AnswerMax"/> characters.
    /// </summary>
    public string? Answer { get; init; }

    /// <summary>
    /// Whether an unknown outcome is found out by the engine: it looks for the record before the next attempt writes anything. Set by the
    /// engine; connectors leave it alone.
    /// </summary>
    public bool IsLookedUp { get; init; }

    /// <summary>The most that is kept of an answer, in characters.</summary>
    public const int AnswerMax = 1_000;

    /// <summary>The record stands in the target now, by this write or by an earlier one.</summary>
    public static ApplyResult Done(string targetId) => new((FailureCause?)null) { TargetId = targetId };

    /// <summary>The record stands in the target now, as it says.</summary>
    public static ApplyResult Done(SourceRecord record) =>
        new((FailureCause?)null) { TargetId = record.Id, Version = record.Version, Record = record };

    /// <summary>The record is gone from the target, by this write or since before.</summary>
    public static ApplyResult Deleted() => new((FailureCause?)null);

    /// <summary>It failed.</summary>
    public static ApplyResult Failed(FailureCause cause, string message, TimeSpan? retryAfter = null) =>
        new(cause) { Message = message, RetryAfter = retryAfter };

    /// <summary>It failed.</summary>
    public static ApplyResult Failed(Failure failure) => new(failure.Cause)
    {
        Message = failure.Message, RetryAfter = failure.RetryAfter, Status = failure.Status, Answer = failure.Answer,
        Fields = failure.Fields,
    };
}
