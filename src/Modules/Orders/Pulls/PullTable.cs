using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Pulls;

/// <summary>
/// The leases of new orders. Whoever writes one holds the row of its order, so that all that is decided about one order comes one after
/// the other, in whatever process.
/// </summary>
internal static class PullTable
{
    /// <summary>Nobody has an order for longer than a day.</summary>
    public static FutureRule Future { get; } = new(
        "orders", TimeSpan.FromDays(1) + FutureRule.Skew, "update order_leases set until = $1 where until > $2");

    /// <summary>Whether a consumer would get anything; a read, so that pulls that come for nothing cost no commit.</summary>
    public static async ValueTask<bool> HasAnyAsync(IReader reader, PullRequest ask, DateTimeOffset now) => await reader.FirstAsync(
        """
        select 1 from orders where status = 'NEW' and kind = $1
          and coalesce((
            select case when l.until > $2 and l.holder <> $3 then 1 else 0 end from order_leases l where l.order_id = orders.id), 0) = 0
        order by id limit 1
        """,
        static row => row.Int64(0), ask.Kind, now, ask.Holder) == 1;

    /// <summary>
    /// Hands orders out: the consumer's own ones first, then those that nobody has, then those that were given back too often. What another
    /// pull has in hand at the same time is left to that one.
    /// </summary>
    public static async ValueTask<IReadOnlyList<PulledOrder>> LeaseAsync(
        ITransaction transaction, PullRequest ask, DateTimeOffset now, DateTimeOffset until)
    {
        var orders = new List<Order>();
        foreach (var claim in new[] { OwnAsync, FreeAsync, LastAsync })
        {
            if (orders.Count < ask.Limit)
            {
                orders.AddRange(await claim(transaction, ask, now, ask.Limit - orders.Count));
            }
        }

        if (orders.Count == 0)
        {
            return [];
        }

        var leases = await transaction.QueryAsync(
            LeaseSql(transaction.Dialect), PullLease.Read, SqlValue.List(orders.Select(order => order.Id)), ask.Holder, until, now);
        var byOrder = leases.ToDictionary(lease => lease.OrderId, lease => lease.Lease);

        // An order that was claimed by what a statement saw, and has been another's for a moment, has no lease here.
        var held = await OrderLines.AddToAsync(transaction, [.. orders.Where(order => byOrder.ContainsKey(order.Id))]);
        return [.. held.Select(order => new PulledOrder(byOrder[order.Id].Token, byOrder[order.Id].Nacks, order))];
    }

    /// <summary>What the rows of orders say about who has them; the orders are kept as they are for this write.</summary>
    public static async ValueTask<IReadOnlyDictionary<long, (Order Order, PullState State)>> FindForUpdateAsync(
        ITransaction transaction, IEnumerable<long> ids)
    {
        var keys = SqlValue.List(ids);
        var rows = await transaction.QueryAsync(
            $"""
            select {OrderRecord.Table.Columns}, taken_by, taken_token, taken_reference from orders
            where {transaction.Dialect.InIntegers("id", "$1")} order by id {transaction.Dialect.KeepingRows}
            """,
            static row => (
                Order: OrderRecord.Table.Read(row), TakenBy: row.TextOrNull(OrderRecord.Table.ColumnCount),
                TakenToken: row.Int64OrNull(OrderRecord.Table.ColumnCount + 1),
                TakenReference: row.TextOrNull(OrderRecord.Table.ColumnCount + 2)),
            keys);
        var leases = (await transaction.QueryAsync(
            $"select {PullLease.Columns} from order_leases where {transaction.Dialect.InIntegers("order_id", "$1")}", PullLease.Read, keys))
            .ToDictionary(lease => lease.OrderId, lease => lease.Lease);
        var orders = await OrderLines.AddToAsync(transaction, [.. rows.Select(row => row.Order)]);
        return orders.Zip(rows).ToDictionary(
            pair => pair.First.Id,
            pair => (pair.First, new PullState(
                pair.First.Status, leases.GetValueOrDefault(pair.First.Id), pair.Second.TakenBy, pair.Second.TakenToken,
                pair.Second.TakenReference, pair.First.Version)));
    }

    /// <summary>The orders of a consumer whose cancel it has yet to answer, the oldest first.</summary>
    public static ValueTask<IReadOnlyList<Order>> CancellationsAsync(IReader reader, PullRequest ask) =>
        AskedAsync(reader, ask, "cancellation");

    /// <summary>The same of orders out of which lines or units are to be taken.</summary>
    public static ValueTask<IReadOnlyList<Order>> AmendmentsAsync(IReader reader, PullRequest ask) => AskedAsync(reader, ask, "amendment");

    private static async ValueTask<IReadOnlyList<Order>> AskedAsync(IReader reader, PullRequest ask, string column)
    {
        var orders = await reader.QueryAsync(
            $"""
            select {OrderRecord.Table.Columns} from orders where {column} in ('requested', 'forced') and taken_by = $1
            order by id limit $2
            """,
            OrderRecord.Table.Read, ask.Holder, ask.Limit);
        return orders.Count == 0 ? orders : await OrderLines.AddToAsync(reader, orders);
    }

    /// <summary>Gives an order back.</summary>
    public static ValueTask GiveBackAsync(ITransaction transaction, long orderId, string holder, string? reason, int nacksMax) =>
        transaction.SendAsync(
            """
            update order_leases set holder = null, until = 0, nacks = nacks + 1, nacked_by = $2, reason = $3,
              is_last = case when nacks + 1 >= $4 then 1 else 0 end
            where order_id = $1
            """,
            orderId,
            holder,
            reason,
            nacksMax);

    /// <summary>How many orders wait to be acknowledged, up to a limit, and since when the oldest one does.</summary>
    public static async ValueTask<(long Count, DateTimeOffset? Oldest)> LagAsync(IReader reader, string kind, int limit) => (
        await reader.FirstAsync(
            "select count(*) from (select 1 from orders where status = 'NEW' and kind = $1 limit $2) as waiting",
            static row => row.Int64(0), kind, limit),
        await reader.FirstAsync(
            "select created_at from orders where status = 'NEW' and kind = $1 order by id limit 1",
            static row => row.InstantOrNull(0), kind));

    private static ValueTask<IReadOnlyList<Order>> OwnAsync(ITransaction transaction, PullRequest ask, DateTimeOffset now, int limit) =>
        transaction.QueryAsync(
            $"""
            select {OrderRecord.Table.Columns} from orders where id in (select order_id from order_leases where holder = $1 and until > $2)
              and status = $3 and kind = $4 order by id limit $5 {transaction.Dialect.ClaimingRows}
            """,
            OrderRecord.Table.Read,
            ask.Holder,
            now,
            OrderStatus.New,
            ask.Kind,
            limit);

    /// <summary>The lease is asked for order by order: a join would be planned by how many there were once.</summary>
    private static ValueTask<IReadOnlyList<Order>> FreeAsync(ITransaction transaction, PullRequest ask, DateTimeOffset now, int limit) =>
        transaction.QueryAsync(
            $"""
            select {OrderRecord.Table.Columns} from orders where status = 'NEW' and kind = $1
              and coalesce((
                select case when l.until > $2 or l.is_last = 1 then 1 else 0 end from order_leases l where l.order_id = orders.id), 0) = 0
            order by id limit $3 {transaction.Dialect.ClaimingRows}
            """,
            OrderRecord.Table.Read,
            ask.Kind,
            now,
            limit);

    private static ValueTask<IReadOnlyList<Order>> LastAsync(ITransaction transaction, PullRequest ask, DateTimeOffset now, int limit) =>
        transaction.QueryAsync(
            $"""
            select {OrderRecord.Table.Columns} from orders where id in (select order_id from order_leases where is_last = 1 and until <= $1)
              and status = $2 and kind = $3 order by id limit $4 {transaction.Dialect.ClaimingRows}
            """,
            OrderRecord.Table.Read,
            now,
            OrderStatus.New,
            ask.Kind,
            limit);

    /// <summary>
    /// The condition decides again, by what is committed by now: the row of the order is held, so nobody else writes its lease.
    /// </summary>
    private static string LeaseSql(SqlDialect dialect) =>
        $"""
        insert into order_leases (order_id, holder, token, until, version)
        select given.value, $2, 1, $3, (select o.version from orders o where o.id = given.value)
        from ({dialect.Integers("$1")}) as given where true
        on conflict (order_id) do update set
          token = order_leases.token + 1, holder = excluded.holder, until = excluded.until, nacked_by = null, version = excluded.version
        where order_leases.holder is null or order_leases.holder = $2 or order_leases.until <= $4
        returning {PullLease.Columns}
        """;
}
