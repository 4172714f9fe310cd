using Lockstep.Contracts.Orders;
using Lockstep.Orders.Stock;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Writer;

/// <summary>What a change of an order came to, and what Inventory has to do behind the commit.</summary>
/// <param name="Order">The order by now, or why it is as it was.</param>
/// <param name="Task">See <see cref="OrderStock.SettleAsync"/>; null when there is nothing to do.</param>
internal sealed record OrderOutcome(Written<Order> Order, StockTask? Task = null)
{
    /// <summary>Whether a cancel or another change was asked of the system that has the order, which has yet to answer.</summary>
    public bool IsAsked { get; init; }

    /// <summary>
    /// The answer of a use case; what is only asked for is accepted, and the order goes on until it is answered.
    /// </summary>
    public Answer Answer => IsAsked
        ? Answer.Accepted(Order.Json, Order.Record!.Version)
        : Order.ToOk(static order => order.Version);

    /// <summary>A refusal: nothing was written.</summary>
    public static implicit operator OrderOutcome(Refusal refusal) => new((Written<Order>)refusal);
}
