namespace Lockstep.Contracts.Systems;

/// <summary>What a module says to the write of one record.</summary>
/// <param name="Record">The record as it is after the write; null when it was refused, and when it was deleted.</param>
/// <param name="Refusal">Why nothing was written; null when it was, or when there was nothing to change.</param>
public sealed record RecordAnswer(ChangedRecord? Record, RecordRefusal? Refusal);

/// <summary>Why a module did not write.</summary>
/// <param name="Fault">The kind of reason.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Fields">What is wrong with which field, by JSON name; empty when it is no field's fault.</param>
/// <param name="RetryAfter">When the same may be taken; null when the module can't say, or never.</param>
public sealed record RecordRefusal(
    RecordFault Fault, string Reason, IReadOnlyDictionary<string, string> Fields, TimeSpan? RetryAfter);

/// <summary>The kinds of reasons.</summary>
public enum RecordFault
{
    /// <summary>Another record, or the state of this one, is in the way.</summary>
    InTheWay,

    /// <summary>The fields are not valid by themselves.</summary>
    Invalid,

    /// <summary>There is no such record, or none any more; one that was merged into another is none.</summary>
    NotFound,

    /// <summary>The record has another version than was expected.</summary>
    OtherVersion,

    /// <summary>It can't be done right now; the same may be taken a moment later.</summary>
    Passing,

    /// <summary>A create with other fields was made under this key before.</summary>
    KeyReused,
}
