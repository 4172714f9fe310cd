using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>Takes news about orders into an edition: what they were is taken out of the sums, and what they are is put in.</summary>
internal static class OrderFacts
{
    private static readonly string[] ProductColumns = ["edition", "order_id", "product_id", "units", "amount"];

    public static async ValueTask ApplyAsync(
        ITransaction transaction, long edition, IReadOnlyCollection<OrderFact> news, FactVersions changed)
    {
        var known = await KnownAsync(transaction, edition, news);
        var changes = news.Where(order => !known.TryGetValue(order.Id, out var before) || before.Version < order.Version)
            .Select(order => (Before: known.GetValueOrDefault(order.Id) ?? new OrderFact(order.Id, 0), After: order)).ToList();
        if (changes.Count == 0)
        {
            return;
        }

        var countries = await CustomerFacts.CountriesAsync(
            transaction, edition, changes.SelectMany(static one => (long[])[one.Before.CustomerId, one.After.CustomerId]));
        var deltas = new SalesDeltas();
        foreach (var (before, after) in changes)
        {
            // Most steps of an order leave its lines alone: then the sums by product, most of what there is to write, stay as they are.
            var withProducts = !HaveSameProducts(before, after);
            deltas.Add(before, countries.GetValueOrDefault(before.CustomerId, ""), isTaken: true, withProducts);
            deltas.Add(after, countries.GetValueOrDefault(after.CustomerId, ""), isTaken: false, withProducts);
            Note(before, changed);
            Note(after, changed);
            await WriteAsync(transaction, edition, after);
        }

        await ReplaceProductsAsync(transaction, edition, [.. changes.Where(static one =>
            !one.Before.Products.SequenceEqual(one.After.Products))]);
        await deltas.WriteAsync(transaction, edition);

        // Last, for it reads the facts that are written above.
        await BuyerFacts.RenewAsync(transaction, edition, changes);
    }

    private static void Note(OrderFact order, FactVersions changed)
    {
        if (!order.IsGone)
        {
            changed.Add(FactVersions.Orders, order.PlacedAt);
        }
    }

    /// <summary>Whether what an order adds to the sums of its products stays as it was.</summary>
    private static bool HaveSameProducts(OrderFact before, OrderFact after) =>
        before.IsCounted == after.IsCounted && string.Equals(before.Kind, after.Kind, StringComparison.Ordinal)
        && string.Equals(before.Currency, after.Currency, StringComparison.Ordinal)
        && before.PlacedAt == after.PlacedAt && before.Products.SequenceEqual(after.Products);

    private static async ValueTask<Dictionary<long, OrderFact>> KnownAsync(
        ITransaction transaction, long edition, IReadOnlyCollection<OrderFact> news)
    {
        var ids = SqlValue.List(news.Select(static order => order.Id));
        var known = await transaction.QueryAsync(
            $"""
            select id, version, is_gone, kind, status, currency, customer_id, amount, placed_at from order_facts
            where edition = $1 and {transaction.Dialect.InIntegers("id", "$2")}
            """,
            static row => new OrderFact(row.Int64(0), row.Int64(1))
            {
                IsGone = row.Int64(2) == 1,
                Kind = row.Text(3),
                Status = row.Text(4),
                Currency = row.Text(5),
                CustomerId = row.Int64(6),
                Amount = row.Int64(7),
                PlacedAt = row.Int64(8),
            },
            edition, ids);
        if (known.Count == 0)
        {
            return [];
        }

        var products = (await transaction.QueryAsync(
            $"""
            select order_id, product_id, units, amount from order_products
            where edition = $1 and {transaction.Dialect.InIntegers("order_id", "$2")} order by order_id, product_id
            """,
            static row => (Order: row.Int64(0), Product: new OrderProduct(row.Int64(1), row.Int64(2), row.Int64(3))), edition, ids))
            .ToLookup(static one => one.Order, static one => one.Product);
        return known.ToDictionary(static order => order.Id, order => order with { Products = [.. products[order.Id]] });
    }

    private static ValueTask WriteAsync(ITransaction transaction, long edition, OrderFact order) => transaction.SendAsync(
        """
        insert into order_facts (edition, id, version, is_gone, is_counted, kind, status, currency, customer_id, amount, placed_at,
          noted)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $3)
        on conflict (edition, id) do update set version = excluded.version, is_gone = excluded.is_gone, is_counted = excluded.is_counted,
          kind = excluded.kind, status = excluded.status, currency = excluded.currency, customer_id = excluded.customer_id,
          amount = excluded.amount, placed_at = excluded.placed_at, noted = excluded.noted
        """,
        edition, order.Id, order.Version, order.IsGone, order.IsCounted, order.Kind, order.Status, order.Currency, order.CustomerId,
        order.Amount, order.PlacedAt);

    private static async ValueTask ReplaceProductsAsync(
        ITransaction transaction, long edition, IReadOnlyList<(OrderFact Before, OrderFact After)> changes)
    {
        var had = changes.Where(static one => one.Before.Products.Count > 0).Select(static one => one.Before.Id).ToList();
        if (had.Count > 0)
        {
            await transaction.SendAsync(
                $"delete from order_products where edition = $1 and {transaction.Dialect.InIntegers("order_id", "$2")}", edition,
                    SqlValue.List(had));
        }

        var rows = changes.SelectMany(one => one.After.Products.Select(
            product => new SqlValue[] { edition, one.After.Id, product.ProductId, product.Units, product.Amount })).ToList();
        if (rows.Count > 0)
        {
            await transaction.InsertManyAsync("order_products", ProductColumns, rows);
        }
    }
}
