using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.FirstMatch;

/// <summary>Takes what a person's record said out of first matches.</summary>
internal sealed class FirstMatchErasure(SyncDatabase database, FlowRegistry flows) : IErasurePart
{
    private const string Customers = "customers/";

    public string Name => "firstMatches";

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct)
    {
        var id = customerId.ToString(CultureInfo.InvariantCulture);
        long count = 0;
        foreach (var flow in flows.All.Where(static flow => flow.Pair is not null))
        {
            foreach (var side in flow.Pair!.Sides.Where(static side => side.SubjectPrefix is Customers))
            {
                count += await database.Store.WriteAsync(
                    transaction => EraseAsync(transaction, flow.Name, FirstMatchRecord.NumberOf(side.Side), id), ct);
            }
        }

        return count;
    }

    /// <summary>Its own row goes; of that of the other side, which is the same person, only what it said.</summary>
    private static async ValueTask<int> EraseAsync(ITransaction transaction, string flow, int side, string id)
    {
        await transaction.SendAsync(
            "delete from first_match_keys where run in (select id from first_matches where flow = $1) and side = $2 and record_id = $3",
            flow, side, id);
        await transaction.SendAsync(
            """
            update first_match_records set label = '', candidates = null
            where run in (select id from first_matches where flow = $1) and side <> $2 and partner = $3
            """,
            flow, side, id);
        return await transaction.ExecuteAsync(
            "delete from first_match_records where run in (select id from first_matches where flow = $1) and side = $2 and record_id = $3",
            flow, side, id);
    }
}
