namespace Lockstep.Contracts.Events;

/// <summary>
/// What every event about a record carries as CloudEvents <c>data</c>: the whole record after the change, so that a
/// consumer needs nothing else to act on it.
/// </summary>
/// <typeparam name="TRecord">The record's shape, the same that the API answers.</typeparam>
public abstract record RecordEvent<TRecord> where TRecord : class
{
    /// <summary>The record after the change; null when it was deleted or its person was erased.</summary>
    public TRecord? Record { get; init; }

    /// <summary>The record's version after the change: 1 for a new record, then one more each time.</summary>
    public required long Version { get; init; }

    /// <summary>JSON names of the fields that this change set, in the order of the record; empty for a delete.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Who did it: <c>user:1</c>, <c>client:erp</c> or <c>flow:welcome-package</c>.</summary>
    public required string Origin { get; init; }
}
