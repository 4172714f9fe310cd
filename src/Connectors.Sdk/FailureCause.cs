namespace Lockstep.Connectors.Sdk;

/// <summary>Why a system did not do what it was asked: what a person groups dead letters by.</summary>
public enum FailureCause
{
    /// <summary>The target is out of reach or too slow, and has done nothing. Tried again until the flow's patience ends.</summary>
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

    /// <summary>The system has no record under this id, or has it no more.</summary>
    NotFound,

    /// <summary>The record has another version in the target than the write expects: somebody changed it there meanwhile.</summary>
    VersionConflict,

    /// <summary>A record that this one refers to has not arrived yet. Tried again.</summary>
    Unlinked,
}
