using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Writer;

/// <content>Orders that go.</content>
internal sealed partial class OrderWriter
{
    /// <summary>Removes an order that the life cycle lets go; a tombstone stays, and its stock is given back.</summary>
    public async ValueTask<OrderOutcome> DeleteAsync(ITransaction transaction, Work work, Order order)
    {
        if (!OrderStatus.IsDeletable(order.Status))
        {
            return new Refusal(
                RefusalCode.Conflict, $"Order {order.Id} is {order.Status}; it can be deleted once it is {OrderStatus.Completed}.");
        }

        if (order.Status is OrderStatus.Processing && await OrderTable.TakerAsync(transaction, order.Id) is { } taker)
        {
            return new Refusal(
                RefusalCode.Conflict,
                $"{taker} has taken order {order.Id} over; ask for its cancel (POST /api/orders/{order.Id}/cancel) and delete it once it "
                + "is cancelled.");
        }

        return await RemoveAsync(transaction, work, order);
    }

    /// <summary>
    /// Takes an order out that was entered by mistake and is as it was entered. One of the past goes, in whatever state it is, for it moved
    /// no stock. One that was placed is cancelled, and its stock is given back; one in the hands of another system stays.
    /// </summary>
    public async ValueTask<OrderOutcome> WithdrawAsync(ITransaction transaction, Work work, Order order)
    {
        if (OrderStatus.IsSettled(order.Kind, order.Status) && !await OrderTable.HasMovedStockAsync(transaction, order))
        {
            return await RemoveAsync(transaction, work, order);
        }

        return await OrderTable.TakerAsync(transaction, order.Id) is { } taker
            ? new Refusal(
                RefusalCode.Conflict, $"{taker} has taken order {order.Id} over; ask for its cancel (POST /api/orders/{order.Id}/cancel).")
            : await StepAsync(transaction, work, order, OrderStatus.Cancelled, RefusalCode.Conflict);
    }
}
