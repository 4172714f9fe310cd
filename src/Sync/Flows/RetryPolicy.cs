using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Flows;

/// <summary>When a failed delivery is tried again. Pure: the number of the attempt and the randomness are given.</summary>
internal sealed record RetryPolicy
{
    /// <summary>Pause before the first repeat.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What each further pause is multiplied with.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest pause.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Up to which part a pause is shortened by chance, so that many failures do not come back at one moment.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>Attempts in all that the target answered with a failure.</summary>
    public int Attempts { get; init; } = 12;

    /// <summary>How long a target that is out of reach, or a link, is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Fixed pauses instead of all of the above; the delivery is dead when they are used up.</summary>
    public IReadOnlyList<TimeSpan>? Schedule { get; init; }

    /// <summary>Whether what the target refused is sent to it again: receivers of events say no while they are being set up.</summary>
    public bool RepeatsRefused { get; init; }

    /// <summary>The longest that a target is left alone at its own wish.</summary>
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromDays(1);

    /// <summary>The pause before the next attempt, or null when this was the last.</summary>
    /// <param name="cause">Why the attempt failed.</param>
    /// <param name="failures">Failed attempts so far, this one included.</param>
    /// <param name="answered">How many of them the target answered, rather than being out of reach; this one included.</param>
    /// <param name="age">How long ago the delivery was made.</param>
    /// <param name="retryAfter">How long the target asked to be left alone.</param>
    /// <param name="chance">A random number from 0 to below 1.</param>
    public TimeSpan? Next(FailureCause cause, int failures, long answered, TimeSpan age, TimeSpan? retryAfter, double chance)
    {
        if (!IsWorthRepeating(cause) && !(RepeatsRefused && cause is FailureCause.TargetRefused))
        {
            return null;
        }

        var pause = Schedule is not null ? Scheduled(failures) : Grown(cause, failures, answered, age, chance);
        var wish = retryAfter < RetryAfterMax ? retryAfter : retryAfter is null ? null : RetryAfterMax;
        return pause < wish ? wish : pause;
    }

    /// <summary>
    /// When a delivery looks again for the link that it waits for, although nobody released it; null when that was the last time.
    /// </summary>
    /// <param name="failures">Failed attempts so far, this one included.</param>
    /// <param name="age">How long ago the delivery was made.</param>
    /// <param name="look">The pause where the flow has no schedule; the end of the flow's patience is not passed over.</param>
    public TimeSpan? NextLook(int failures, TimeSpan age, TimeSpan look) => Schedule is not null ? Scheduled(failures)
        : age >= Patience ? null
        : look < Patience - age ? look : Patience - age;

    /// <summary>Whether it may go better the next time, as the causes are; a flow may see it otherwise.</summary>
    public static bool IsWorthRepeating(FailureCause cause) =>
        cause is FailureCause.Unavailable or FailureCause.Quota or FailureCause.SignIn or FailureCause.OurBug
            or FailureCause.Unlinked;

    /// <summary>Whether it is nothing that the target answered, but something that is waited for.</summary>
    public static bool IsWaiting(FailureCause cause) => cause is FailureCause.Unavailable or FailureCause.Unlinked;

    private TimeSpan? Scheduled(int failures) => failures <= Schedule!.Count ? Schedule[failures - 1] : null;

    private TimeSpan? Grown(FailureCause cause, int failures, long answered, TimeSpan age, double chance)
    {
        // An outage is the target's fault, and a missing link another record's: however many attempts it takes, only the time counts.
        if (IsWaiting(cause) ? age >= Patience : answered >= Attempts)
        {
            return null;
        }

        var grown = First * Math.Min(Math.Pow(Factor, Math.Min(failures - 1, 60)), Max / First);
        return grown * (1 - (Jitter * chance));
    }
}
