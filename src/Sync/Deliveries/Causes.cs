using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Deliveries;

/// <summary>The words for causes in tables, filters and answers.</summary>
internal static class Causes
{
    public static readonly IReadOnlyList<string> Words = [.. Enum.GetValues<FailureCause>().Select(cause => Word(cause)!)];

    public static string? Word(FailureCause? cause) => cause switch
    {
        null => null,
        FailureCause.Unavailable => "unavailable",
        FailureCause.Quota => "quota",
        FailureCause.SignIn => "sign-in",
        FailureCause.TargetRefused => "target-refused",
        FailureCause.Mapping => "mapping",
        FailureCause.Validation => "validation",
        FailureCause.OutcomeUnknown => "outcome-unknown",
        FailureCause.NotFound => "not-found",
        FailureCause.VersionConflict => "version-conflict",
        _ => "our-bug",
    };
}
