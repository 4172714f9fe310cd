using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Editions;

/// <summary>Which editions of the facts there are: one that answers, and perhaps one that is being built.</summary>
internal static class EditionTable
{
    /// <summary>Tables whose rows belong to an edition, with the columns that tell rows apart within one.</summary>
    private static readonly IReadOnlyList<(string Name, string Key)> Tables =
    [
        ("order_facts", "id"), ("order_products", "order_id, product_id"), ("customer_facts", "id"), ("buyers", "customer_id"),
            ("product_facts", "id"), ("ticket_facts", "id"), ("fact_versions", "kind, month"),
        .. SumTable.All.Select(static table => (table.Name, table.Key)),
    ];

    /// <summary>The edition that answers; 0 before the first one is whole.</summary>
    public static ValueTask<long> CurrentAsync(IReader reader) =>
        reader.FirstAsync("select current from editions where id = 1", static row => row.Int64(0));

    /// <summary>Those that news go into. Whoever asks holds <see cref="FactWriter.Lock"/>, or another one could begin behind the
    /// answer.</summary>
    public static async ValueTask<IEnumerable<long>> WrittenAsync(IReader reader)
    {
        var both = await reader.FirstAsync(
            "select current, building from editions where id = 1", static row => (long[])[row.Int64(0), row.Int64OrNull(1) ?? 0]);
        return both!.Where(static edition => edition > 0);
    }

    /// <summary>Makes good what facts lack that processes of the version before wrote, behind each start; while they run beside this one,
    /// each write does.</summary>
    public static async ValueTask<long?> MakeGoodAsync(ITransaction transaction, long after, int limit)
    {
        await transaction.LockAsync(FactWriter.Lock);
        foreach (var edition in await WrittenAsync(transaction))
        {
            await FactStrays.MakeGoodAsync(transaction, edition);
        }

        return null;
    }

    /// <summary>Begins a new edition in the place of one that was not finished.</summary>
    public static async ValueTask<long> BeginAsync(ITransaction transaction)
    {
        // The unfinished one is given up in the commit that begins the new one: from here on nobody writes into it, and it can be
        // removed.
        await transaction.SendAsync(
            "insert into old_editions (edition) select building from editions where building is not null on conflict do nothing");
        return await transaction.FirstAsync(
            "update editions set last = last + 1, building = last + 1 where id = 1 returning last", static row => row.Int64(0));
    }

    /// <summary>From this commit on the new edition answers.</summary>
    public static async ValueTask SwitchAsync(ITransaction transaction, long edition)
    {
        // In the commit of the switch: noted down behind it, the rows of the old edition would stay for ever when we die in between.
        await transaction.SendAsync(
            "insert into old_editions (edition) select current from editions where current > 0 on conflict do nothing");
        await transaction.SendAsync("update editions set current = $1, building = null where id = 1", edition);
    }

    /// <summary>Removes some rows of an edition that nobody needs any more; false when there are none left.</summary>
    public static async ValueTask<bool> CleanAsync(ITransaction transaction, int limit)
    {
        var old = await transaction.FirstAsync("select edition from old_editions order by edition limit 1", static row => row.Int64(0));
        if (old == 0)
        {
            return false;
        }

        // A part at a time: events wait for the lock that this is done under.
        foreach (var (name, key) in Tables)
        {
            if (await transaction.ExecuteAsync(
                $"delete from {name} where edition = $1 and ({key}) in (select {key} from {name} where edition = $1 limit $2)", old,
                    limit) > 0)
            {
                return true;
            }
        }

        return await transaction.ExecuteAsync("delete from old_editions where edition = $1", old) > 0;
    }
}
