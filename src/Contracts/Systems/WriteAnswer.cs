namespace Lockstep.Contracts.Systems;

/// <summary>What a module says to a write.</summary>
/// <param name="Outcome">Whether the record stands there now, and since when.</param>
/// <param name="RecordId">The id of the record there; 0 when it was refused.</param>
/// <param name="Version">The version of the record there; 0 when it was refused.</param>
/// <param name="Reason">One sentence for a person when it was refused, else null.</param>
public sealed record WriteAnswer(WriteOutcome Outcome, long RecordId, long Version, string? Reason = null);

/// <summary>How a write ended.</summary>
public enum WriteOutcome
{
    /// <summary>The record was made or changed by this write.</summary>
    Applied,

    /// <summary>The record stood there already; nothing changed.</summary>
    AlreadyThere,

    /// <summary>The module will never take this write as it is; see the reason.</summary>
    Refused,
}
