namespace Lockstep.Sync.Flows;

/// <summary>What records are called by in deliveries.</summary>
internal static class Subjects
{
    /// <summary>
    /// What stands before the ids of the records of a system: a module's as in its events, <c>customers/</c>; those of an outside system by
    /// its name, <c>desk:ticket/</c>, so that nobody takes one for the other.
    /// </summary>
    public static string PrefixOf(string system, string kind, bool isOutside) => isOutside ? $"{system}:{kind}/" : $"{kind}s/";

    /// <summary>Whose ids those of a system are: all modules share theirs.</summary>
    public static string IdSpaceOf(string system, bool isOutside) => isOutside ? system : "lockstep";
}
