using System.ComponentModel.DataAnnotations;

namespace Lockstep.Support.Tickets;

/// <summary>How tickets are looked after; section <c>Support</c> of the configuration, checked at start.</summary>
internal sealed class SupportOptions
{
    /// <summary>How often due times that have passed are looked for. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan EscalationInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most comments of one ticket. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int CommentsMax { get; init; } = 2_000;

    /// <summary>The most links of one ticket to others. Default 100.</summary>
    [Range(1, 10_000)]
    public int LinksMax { get; init; } = 100;
}
