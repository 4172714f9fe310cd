using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Pairs;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.FirstMatch;

/// <summary>Takes what a person's record said out of first matches.</summary>
internal sealed class FirstMatchErasure(SyncDatabase database) : IErasurePart
{
    private const string Runs = "run in (select id from first_matches where flow = $1)";

    public string Name => "firstMatches";

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct)
    {
        var id = customerId.ToString(CultureInfo.InvariantCulture);
        long count = 0;
        foreach (var side in await database.Store.AskAsync(CustomerSides.FindAsync, ct))
        {
            count += await database.Store.WriteAsync(transaction => EraseAsync(transaction, side, id), ct);
        }

        return count;
    }

    /// <summary>Its own row goes; of those of the other side that are the same person, only what they said.</summary>
    private static async ValueTask<int> EraseAsync(ITransaction transaction, CustomerSide side, string id)
    {
        var number = FirstMatchRecord.NumberOf(side.Side);
        await EraseOthersAsync(transaction, side, number, id);
        await transaction.SendAsync(
            $"delete from first_match_keys where {Runs} and side = $2 and record_id = $3", side.Flow, number, id);
        return await transaction.ExecuteAsync(
            $"delete from first_match_records where {Runs} and side = $2 and record_id = $3", side.Flow, number, id);
    }

    /// <summary>
    /// Where points are still to be reckoned by what they said, they go too: they are linked by then, so there is nothing to say of them.
    /// </summary>
    private static async ValueTask EraseOthersAsync(ITransaction transaction, CustomerSide side, int number, string id)
    {
        var same =
            $"""
            {Runs} and side <> $2 and (partner = $3
              or record_id in (select {side.OtherColumn} from pair_links where flow = $1 and {side.Column} = $3))
            """;

        // The keys first, which are found by the records.
        await transaction.SendAsync(
            $"""
            delete from first_match_keys where (run, side, record_id) in (
              select run, side, record_id from first_match_records where {same})
            """,
            side.Flow, number, id);
        await transaction.SendAsync(
            $"""
            delete from first_match_records where {same}
              and run in (select id from first_matches where state = 'running' and stage in ('left', 'right', 'keys', 'scores'))
            """,
            side.Flow, number, id);
        await transaction.SendAsync(
            $"update first_match_records set label = '', forms = '[]', candidates = null where {same}", side.Flow, number, id);
    }
}
