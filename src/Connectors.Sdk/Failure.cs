namespace Lockstep.Connectors.Sdk;

/// <summary>Why a system did not do what it was asked.</summary>
/// <param name="Cause">What decides whether it is asked again.</param>
/// <param name="Message">One sentence for a person, without anything secret.</param>
public sealed record Failure(FailureCause Cause, string Message)
{
    /// <summary>How long the system asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The status of its answer; null where there is none.</summary>
    public int? Status { get; init; }

    /// <summary>The beginning of its answer, without anything secret; at most <see cref="ApplyResult.AnswerMax"/> characters.</summary>
    public string? Answer { get; init; }

    /// <summary>What is wrong with which field, by the names of the target; empty when it did not say.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What came of asking a system: a value, or why there is none. Expected outcomes are values; see <see cref="ISystem"/>.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public readonly record struct Reply<T>
    where T : class
{
    private Reply(T? value, Failure? failure) => (Value, Failure) = (value, failure);

    /// <summary>What was asked for; null when there is a <see cref="Failure"/>.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public Failure? Failure { get; }

    /// <summary>A value is a reply.</summary>
    public static implicit operator Reply<T>(T value) => new(value, null);

    /// <summary>A failure is a reply.</summary>
    public static implicit operator Reply<T>(Failure failure) => new(null, failure);
}
