using System.ComponentModel.DataAnnotations;

namespace Lockstep.Orders.Pulls;

/// <summary>How new orders are handed out; section <c>Orders</c> of the configuration, checked at start.</summary>
internal sealed class PullOptions
{
    /// <summary>How long an order that was handed out is kept from other consumers. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PullTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many orders a pull gets that does not say. Default 50.</summary>
    [Range(1, 5_000)]
    public int PullDefault { get; init; } = 50;

    /// <summary>The most orders of one pull. Default 500.</summary>
    [Range(1, 5_000)]
    public int PullMax { get; init; } = 500;

    /// <summary>The longest that a pull may wait for an order. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan PullWaitMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often pulls that wait look although nobody rang: leases run out without a sound. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PullLookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>An order that was given back so often is handed out behind all others. Default 3.</summary>
    [Range(1, 1_000)]
    public int NacksMax { get; init; } = 3;

    /// <summary>The most orders that are acknowledged in one request. Default 500.</summary>
    [Range(1, 5_000)]
    public int AckMax { get; init; } = 500;

    /// <summary>How often the orders that nobody has acknowledged are counted, for the figures. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan LagInterval { get; init; } = TimeSpan.FromSeconds(10);
}
