namespace Lockstep.Runtime.Values;

/// <summary>Moments that others tell us by clocks of their own.</summary>
public static class Moments
{
    /// <summary>By how much such a clock may be ahead of ours.</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);

    /// <summary>What somebody hears whose moment is further ahead.</summary>
    public const string Future = "Must not be in the future.";

    /// <summary>Whether a moment is in the future by more than clocks differ.</summary>
    public static bool IsFuture(DateTimeOffset? at, DateTimeOffset now) => at > now + AheadMax;

    /// <summary>The moment as our clock has it: one that is a little ahead is now.</summary>
    public static DateTimeOffset? ByOurClock(DateTimeOffset? at, DateTimeOffset now) => at > now ? now : at;
}
