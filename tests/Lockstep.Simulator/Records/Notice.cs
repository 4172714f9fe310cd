namespace Lockstep.Simulator.Records;

/// <summary>What happened to a record.</summary>
public enum NoticeKind
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was changed.</summary>
    Changed,

    /// <summary>It was deleted.</summary>
    Deleted,
}
