using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Records;

/// <summary>Which orders a request reaches; those of guests belong to the staff alone.</summary>
internal static class OrderReach
{
    /// <summary>SQL for the ids of the orders that belong to the customer <c>{0}</c>.</summary>
    public const string Owned = "select id from orders where customer_id = {0}";

    public static bool Covers(Work work, Order order) => work.Only is not { } only || order.CustomerId == only;
}
