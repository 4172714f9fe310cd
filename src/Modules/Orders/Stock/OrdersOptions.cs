using System.ComponentModel.DataAnnotations;

namespace Lockstep.Orders.Stock;

/// <summary>How orders and their stock are kept together; section <c>Orders</c> of the configuration, checked at start.</summary>
internal sealed class OrdersOptions
{
    /// <summary>How old a reservation is before somebody looks whether there is an order for it. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often such reservations are looked for. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this, what Inventory has to do for an order is tried again; doubles with each refusal. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often such work is looked for. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
