namespace Lockstep.Bench.Sql;

/// <summary>
/// Puts many orders straight into the database of a stopped server: what exports read, so no lines, no history and no events.
/// </summary>
internal static class OrderFill
{
    public static void Run(string file, int orders)
    {
        using var database = new Database(file);
        database.Run($"""
            pragma synchronous = off; begin immediate;
            with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < {orders})
            insert into orders (kind, external_id, customer_id, customer_name, customer_key, status, currency, total, reference, placed_at, search,
              version, created_at, updated_at)
            select case n % 20 when 0 then 'return' else 'sale' end, 'B-' || n, n % 5000, 'Customer ' || (n % 5000), 'customer ' || (n % 5000),
              case n % 3 when 0 then 'NEW' when 1 then 'SHIPPED' else 'COMPLETED' end, 'EUR', n * 49500 % 99999999, 'PO-' || n, 1700000000000 + n,
              'customer ' || (n % 5000) || char(10) || 'po-' || n || char(10) || 'b-' || n, 1, 1700000000000 + n, 1700000000000 + n
            from numbers;
            insert into counters (name, shard, value) values ('orders', 0, {orders}) on conflict (name, shard) do update set value = excluded.value;
            commit;
            pragma wal_checkpoint(truncate)
            """);
    }
}
