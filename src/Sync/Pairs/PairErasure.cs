using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Takes a person's data out of what both sides agreed on and out of conflicts. Which records belong together stays, as do their versions,
/// so
/// that a delete still goes over.
/// </summary>
internal sealed class PairErasure(SyncDatabase database, FlowRegistry flows) : IErasurePart
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
        foreach (var (flow, side) in SidesOf($"customers/{id}"))
        {
            count += await database.Store.WriteAsync(transaction => EraseAsync(transaction, flow, side, id), ct);
        }

        return count + await EraseMentionsAsync(HistoryErasure.Mentions(customerId), ct);
    }

    /// <summary>No flow goes both ways with users.</summary>
    public Task<long> EraseUserAsync(long userId, CancellationToken ct) => Task.FromResult(0L);

    private IEnumerable<(Flow Flow, Side Side)> SidesOf(string subject) =>
        from flow in flows.All
        where flow.Pair?.Find(subject) is not null
        select (flow, flow.Pair!.Find(subject)!.Value.Side);

    private static async ValueTask<int> EraseAsync(ITransaction transaction, Flow flow, Side side, string id)
    {
        var other = PairContext.Other(side);
        var column = PairLinkTable.ColumnOf(side);
        await transaction.SendAsync(
            $"""
            update pair_conflicts set {Emptied}
            where flow = $1 and (about = $2 or link_id in (select id from pair_links where flow = $1 and {column} = $3))
            """,
            flow.Name, flow.Pair![side].SubjectPrefix + id, id);

        // One that nobody chose a partner for may name this record among those that it could be.
        await transaction.SendAsync(
            $"""
            update pair_conflicts set left_value = null, right_value = null
            where flow = $1 and kind = 'ambiguous' and {(other is Side.Left ? "right_value" : "left_value")} like $2
            """,
            flow.Name, $"%\"id\":\"{id}\"%");
        return await transaction.ExecuteAsync(
            $"""
            update pair_links set left_base = null, right_base = null, left_sent = null, right_sent = null, revision = revision + 1
            where flow = $1 and {column} = $2
            """,
            flow.Name, id);
    }

    /// <summary>Other records may say whose they are; there is no index for that, so links are looked through in ranges.</summary>
    private async Task<long> EraseMentionsAsync(string mentions, CancellationToken ct)
    {
        var last = await database.Store.AskAsync(
            reader => reader.FirstAsync("select coalesce(max(id), 0) from pair_links", static row => row.Int64(0)), ct);
        long count = 0;
        for (long from = 0; from < last; from += RangeSize)
        {
            var after = from;
            count += await database.Store.WriteAsync(
                async transaction =>
                {
                    await transaction.SendAsync(
                        $"""
                        update pair_conflicts set {Emptied}
                        where link_id > $1 and link_id <= $2 and (left_value like $3 or right_value like $3)
                        """,
                        after, after + RangeSize, mentions);
                    return await transaction.ExecuteAsync(
                        """
                        update pair_links set left_base = null, right_base = null, left_sent = null, right_sent = null,
                          revision = revision + 1
                        where id > $1 and id <= $2
                          and (left_base like $3 or right_base like $3 or left_sent like $3 or right_sent like $3)
                        """,
                        after, after + RangeSize, mentions);
                },
                ct);
        }

        return count;
    }
}
