using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>When each customer bought first and last.</summary>
internal static class BuyerFacts
{
    /// <summary>Looks again at the customers of orders whose purchase came, went or moved; two look-ups in an index each.</summary>
    public static async ValueTask RenewAsync(
        ITransaction transaction, long edition, IReadOnlyList<(OrderFact Before, OrderFact After)> changes)
    {
        var customers = changes
            .Where(static one => one.Before.IsPurchase != one.After.IsPurchase || one.Before.CustomerId != one.After.CustomerId
                || one.Before.PlacedAt != one.After.PlacedAt)
            .SelectMany(static one => (OrderFact[])[one.Before, one.After])
            .Where(static order => order.IsPurchase).Select(static order => order.CustomerId).ToHashSet();

        // Looked up anew, not reckoned with: once a first or last purchase goes, only the orders tell which one takes its place.
        foreach (var customer in customers)
        {
            await transaction.SendAsync("delete from buyers where edition = $1 and customer_id = $2", edition, customer);
            await transaction.SendAsync(
                """
                insert into buyers (edition, customer_id, first_at, last_at)
                select $1, $2, first.placed_at, last.placed_at from (
                  select placed_at from order_facts where edition = $1 and customer_id = $2 and is_counted = 1 and kind = 'sale'
                  order by placed_at limit 1) as first, (
                  select placed_at from order_facts where edition = $1 and customer_id = $2 and is_counted = 1 and kind = 'sale'
                  order by placed_at desc limit 1) as last
                """,
                edition, customer);
        }
    }
}
