using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>Asks for a look at a record although its system told of no change.</summary>
internal sealed class PairQueue(Parts parts, DispatcherSet dispatchers, TimeProvider clock)
{
    /// <summary>
    /// Adds a delivery in the record's lane. Its number is below 0, where no version of a record is: it must never stand where a change
    /// that comes later would be taken for one that is known. Held by the flow: of two that ask at once none takes the other's number.
    /// </summary>
    public async ValueTask AddAsync(ITransaction transaction, Flow flow, Side side, string id)
    {
        await PairLinkTable.EnterAsync(transaction, flow.Name);
        var subject = flow.Pair![side].SubjectPrefix + id;
        var lowest = await transaction.FirstAsync(
            "select coalesce(min(version), 0) from deliveries where subject = $1 and flow = $2 and version < 0", static row => row.Int64(0),
            subject, flow.Name);
        var now = clock.GetUtcNow();
        foreach (var delivery in await NewDeliveries.AddAsync(
            transaction, [new Change(flow, subject, Math.Min(lowest, 0) - 1, now, [])], parts, now))
        {
            transaction.OnCommitted(() => dispatchers.Offer(delivery));
        }
    }
}
