using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Sessions;

/// <summary>Sessions of the portal; section <c>PortalSessions</c> of the configuration, checked at start.</summary>
internal sealed class PortalSessionOptions
{
    /// <summary>How long a session lasts without a request. Default 12 h.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a session lasts at most. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "90.00:00:00")]
    public TimeSpan LifetimeMax { get; init; } = TimeSpan.FromDays(7);
}
