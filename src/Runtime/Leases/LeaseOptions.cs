using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Leases;

/// <summary>How long work is held by one process; section <c>Leases</c> of the configuration, checked at start.</summary>
public sealed class LeaseOptions
{
    /// <summary>How long a lease lives after each renewal; a dead holder's work is taken over after this. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a holder renews; well below <see cref="Duration"/>. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The same for work that is begun with a fresh lease and can't renew it before its end: a shorter lease would never let it come there.
    /// </summary>
    /// <param name="longest">How long such work takes at most.</param>
    public LeaseOptions Covering(TimeSpan longest)
    {
        // Twice: looked at just before a renewal is due, a lease is nearly two periods old when it is looked at again.
        var needed = longest + (2 * Renewal);
        return new LeaseOptions { Renewal = Renewal, Duration = needed > Duration ? needed : Duration };
    }
}
