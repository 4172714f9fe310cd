namespace Lockstep.Runtime.Storage;

/// <summary>Exact totals, kept by the same commits that change them.</summary>
public static class Counters
{
    /// <summary>Adds to a total. Goes out with the next statement: nobody waits for it.</summary>
    /// <param name="transaction">The commit that changes what is counted.</param>
    /// <param name="name">The name of the total, for example <c>customers</c>.</param>
    /// <param name="change">What to add; may be negative.</param>
    public static ValueTask AddAsync(ITransaction transaction, string name, long change) => transaction.SendAsync(
        // A row for each shard: on one for all, commits at the same time would wait for each other.
        """
        insert into counters (name, shard, value) values ($1, $2, $3)
        on conflict (name, shard) do update set value = counters.value + excluded.value
        """,
        name, transaction.Shard, change);

    /// <summary>The total; 0 when nothing was counted yet.</summary>
    public static ValueTask<long> ReadAsync(IReader reader, string name) => reader.FirstAsync(
        "select coalesce(sum(value), 0) from counters where name = $1", static row => row.Int64(0), name);
}
