namespace Lockstep.Connectors.Sdk;

/// <summary>How a write to a system went.</summary>
public sealed record ApplyResult
{
    private ApplyResult(FailureCause? cause) => Cause = cause;

    /// <summary>Why it failed; null when the record stands in the target now.</summary>
    public FailureCause? Cause { get; }

    /// <summary>The record's id in the target, when there is one.</summary>
    public string? TargetId { get; private init; }

    /// <summary>One sentence for a person when it failed.</summary>
    public string? Message { get; private init; }

    /// <summary>How long the target asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The status of the target's answer; null where there is none.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// The beginning of the target's answer, for a person, without anything secret; at most <see cref="AnswerMax"/> characters.
    /// </summary>
    public string? Answer { get; init; }

    /// <summary>The most that is kept of an answer, in characters.</summary>
    public const int AnswerMax = 1_000;

    /// <summary>The record stands in the target now, by this write or by an earlier one.</summary>
    public static ApplyResult Done(string targetId) => new((FailureCause?)null) { TargetId = targetId };

    /// <summary>It failed.</summary>
    public static ApplyResult Failed(FailureCause cause, string message, TimeSpan? retryAfter = null) =>
        new(cause) { Message = message, RetryAfter = retryAfter };
}

/// <summary>Why a delivery did not get through: what a person groups dead letters by.</summary>
public enum FailureCause
{
    /// <summary>The target is out of reach or too slow. Tried again until the flow's patience ends.</summary>
    Unavailable,

    /// <summary>The target takes no more for now. Tried again.</summary>
    Quota,

    /// <summary>The target does not accept our credentials. Tried again.</summary>
    SignIn,

    /// <summary>The target will never take this record as it is.</summary>
    TargetRefused,

    /// <summary>The mapping does not fit the record.</summary>
    Mapping,

    /// <summary>The record lacks something that the target needs.</summary>
    Validation,

    /// <summary>Nobody can tell whether the write happened, and the target offers no way to make a repeat safe.</summary>
    OutcomeUnknown,

    /// <summary>Our own code failed. Tried again, for bugs can depend on the moment.</summary>
    OurBug,

    /// <summary>A record that this one refers to has not arrived yet. Tried again.</summary>
    Unlinked,
}
