using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Takes a person's data out of what both sides agreed on, out of conflicts and out of creates whose outcome is open. Which records belong
/// together stays, as do their versions, so that a delete still goes over.
/// </summary>
internal sealed class PairErasure(SyncDatabase database) : IErasurePart
{
    private const int RangeSize = 5_000;

    /// <summary>A decision for a value that is not there any more would empty the field on both sides: a person is asked again.</summary>
    private const string Emptied =
        """
        base = null, left_value = null, right_value = null, value = null,
        decision = case when state = 'decided' and decision in ('base', 'value') then null else decision end,
        state = case when state = 'decided' and decision in ('base', 'value') then 'open' else state end
        """;

    public string Name => "links";

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct)
    {
        var id = customerId.ToString(CultureInfo.InvariantCulture);
        long count = 0;
        foreach (var side in await database.Store.AskAsync(CustomerSides.FindAsync, ct))
        {
            count += await database.Store.WriteAsync(transaction => EraseAsync(transaction, side, id), ct);
        }

        return count + await EraseMentionsAsync(HistoryErasure.Mentions(customerId), HistoryErasure.MentionsLast(customerId), ct);
    }

    /// <summary>No flow goes both ways with users.</summary>
    public Task<long> EraseUserAsync(long userId, CancellationToken ct) => Task.FromResult(0L);

    private static async ValueTask<int> EraseAsync(ITransaction transaction, CustomerSide side, string id)
    {
        var column = side.Column;
        await transaction.SendAsync(
            $"""
            update pair_conflicts set {Emptied}
            where flow = $1 and (about = $2 or link_id in (select id from pair_links where flow = $1 and {column} = $3))
            """,
            side.Flow, CustomerSides.SubjectPrefix + id, id);

        // One that nobody chose a partner for may name this record among those that it could be.
        await transaction.SendAsync(
            $"""
            update pair_conflicts set left_value = null, right_value = null
            where flow = $1 and kind = 'ambiguous' and {(side.Side is Side.Left ? "left_value" : "right_value")} like $2
            """,
            side.Flow, $"%\"id\":\"{id}\"%");
        await transaction.SendAsync(
            $"""
            update open_creates set fields = null where flow = $1 and (subject = $2
              or subject in (select $4 || {side.OtherColumn} from pair_links where flow = $1 and {column} = $3)
              or subject in (select $5 || {side.OtherColumn} from pair_links where flow = $1 and {column} = $3))
            """,
            side.Flow, CustomerSides.SubjectPrefix + id, id, side.OtherPrefixes[0], side.OtherPrefixes[1]);

        // With another revision: a look that has read the link before writes nothing of the person back.
        return await transaction.ExecuteAsync(
            $"""
            update pair_links set left_base = null, right_base = null, left_sent = null, right_sent = null, revision = revision + 1
            where flow = $1 and {column} = $2
            """,
            side.Flow, id);
    }

    /// <summary>Other records may say whose they are; there is no index for that, so links are looked through in ranges.</summary>
    private async Task<long> EraseMentionsAsync(string mentions, string last, CancellationToken ct)
    {
        await database.Store.WriteAsync(
            transaction => transaction.ExecuteAsync(
                $"update open_creates set fields = null where {Any("$1", "$2", "fields")}", mentions, last),
            ct);
        var end = await database.Store.AskAsync(
            reader => reader.FirstAsync("select coalesce(max(id), 0) from pair_links", static row => row.Int64(0)), ct);
        long count = 0;
        for (long from = 0; from < end; from += RangeSize)
        {
            var after = from;
            count += await database.Store.WriteAsync(
                async transaction =>
                {
                    await transaction.SendAsync(
                        $"""
                        update pair_conflicts set {Emptied}
                        where link_id > $1 and link_id <= $2 and ({Any("$3", "$4", "left_value", "right_value")})
                        """,
                        after, after + RangeSize, mentions, last);
                    return await transaction.ExecuteAsync(
                        $"""
                        update pair_links set left_base = null, right_base = null, left_sent = null, right_sent = null,
                          revision = revision + 1
                        where id > $1 and id <= $2
                          and ({Any("$3", "$4", "left_base", "right_base", "left_sent", "right_sent")})
                        """,
                        after, after + RangeSize, mentions, last);
                },
                ct);
        }

        return count;
    }

    private static string Any(string mentions, string last, params string[] columns) =>
        string.Join(" or ", columns.Select(column => $"{column} like {mentions} or {column} like {last}"));
}
