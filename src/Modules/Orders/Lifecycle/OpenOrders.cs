using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Stock;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Lifecycle;

/// <summary>
/// Bounds what a customer that orders for itself may hold: whatever is NEW keeps its units from everybody else. What the staff enter for it
/// is not bounded.
/// </summary>
internal sealed class OpenOrders(IOptions<OrdersOptions> options)
{
    private const string Open =
        """
        select count(*), cast(coalesce(sum((select sum(l.quantity) from order_lines l where l.order_id = o.id)), 0) as bigint)
        from orders o where o.customer_id = $1 and o.status = 'NEW' and o.kind = 'sale' and o.id <> $2
        """;

    /// <summary>A 409 when the order would be one too many, or have units too many; null when it may be.</summary>
    /// <param name="transaction">The write; two of one customer wait for each other.</param>
    /// <param name="work">Who orders.</param>
    /// <param name="wanted">The order as it would be; id 0 for a new one.</param>
    public async ValueTask<Refusal?> RefuseAsync(ITransaction transaction, Work work, Order wanted)
    {
        if (work.Only is not { } customer || wanted is not { Kind: OrderKind.Sale, Status: OrderStatus.New })
        {
            return null;
        }

        await transaction.LockAsync($"open orders of {customer}");
        var (count, units) = await transaction.FirstAsync(Open, static row => (row.Int64(0), row.Int64(1)), customer, wanted.Id);
        var limits = options.Value;
        return count >= limits.OpenOrdersMax
            ? new Refusal(
                RefusalCode.Conflict,
                $"You have {count} orders that are {OrderStatus.New}, which is the most; wait until one goes on, or cancel one.")
            : units + wanted.Items.Sum(static item => item.Quantity) > limits.OpenUnitsMax
                ? new Refusal(
                    RefusalCode.Conflict,
                        $"Your orders that are {OrderStatus.New} would have more than {limits.OpenUnitsMax} units together; "
                        + "order fewer, or ask the staff.",
                    "items", $"Would be more than {limits.OpenUnitsMax} units together with your other new orders.")
                : null;
    }
}
