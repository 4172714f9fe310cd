namespace Lockstep.Runtime.Outbox;

/// <summary>A change to note down: what a use case knows about what it just did to a record.</summary>
/// <param name="Kind">The kind of the record, for example <c>customer</c>.</param>
/// <param name="RecordId">The record's id.</param>
/// <param name="Version">The record's version after the change.</param>
/// <param name="Change">What happened to it.</param>
/// <param name="Actor">Who did it, for example <c>user:1</c>.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Fields">JSON names of the changed fields, separated by commas.</param>
/// <param name="Data">The record after the change as JSON in UTF-8; null for a delete.</param>
public sealed record RecordChange(
    string Kind, long RecordId, long Version, ChangeKind Change, string Actor, DateTimeOffset At, string Fields, byte[]? Data)
{
    /// <summary>
    /// What stands beside the record in the history instead of random bytes, more of them than a random one has: made by a key, so that it
    /// proves what of the record the history must not tell. Null for random ones.
    /// </summary>
    public byte[]? Salt { get; init; }
}

/// <summary>What can happen to a record.</summary>
public enum ChangeKind
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>At least one of its fields changed.</summary>
    Changed,

    /// <summary>It is gone; a tombstone is left.</summary>
    Deleted,
}
