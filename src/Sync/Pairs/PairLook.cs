using System.Globalization;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Deliveries;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Brings a delivery of a flow that goes both ways: looks at the record that it names and at its partner as both are now, whatever the
/// delivery has seen. So deliveries that come twice, late or out of order do no harm. Two that are about one pair of records go one after
/// the other.
/// </summary>
internal sealed class PairLook(PairContext context, LinkedLook linked, UnlinkedLook unlinked, KeyedLocks locks)
{
    private const int RoundsMax = 6;
    private const string AllUnlinked = "unlinked";

    /// <summary>
    /// Looks; <see cref="PairLooked.Again"/> when too little of the lease was left behind the wait for its turn. Throws only when the
    /// process stops, or the flow is with another one by now.
    /// </summary>
    public async Task<PairLooked> RunAsync(Delivery delivery, Lease lease, CancellationToken ct)
    {
        if (context.Pair.Find(delivery.Subject) is not var (side, id))
        {
            return PairLooked.Failed(FailureCause.Mapping, "The flow is about other systems or kinds by now.");
        }

        try
        {
            return await RunAsync(new PairVisit(delivery, lease, side, id), ct);
        }
        catch (Exception error) when (error is not (OperationCanceledException or LeaseLostException))
        {
            return PairLooked.Failed(Attempt.Classify(error));
        }
    }

    private async Task<PairLooked> RunAsync(PairVisit visit, CancellationToken ct)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            var link = await context.Store.AskAsync(
                reader => PairLinkTable.FindAsync(reader, context.Flow.Name, visit.Side, visit.Id), ct);

            // By the number of the link, which the lanes of both its records find. Without one by one name for all: any two of them may
            // find, or make, the same partner.
            using var turn = await locks.EnterAsync(link?.Id.ToString(CultureInfo.InvariantCulture) ?? AllUnlinked, ct);

            // Behind the wait, which may have used the lease up: a look that outlives it could write beside its next holder.
            if (visit.Lease.Left <= context.Flow.Timeout)
            {
                return PairLooked.Again;
            }

            var looked = await LookAsync(visit, link is not null, ct);
            if (looked != PairLooked.Again)
            {
                return looked;
            }
        }

        return PairLooked.Failed(FailureCause.Unavailable, "Both sides went on changing while they were compared.");
    }

    /// <summary>Its time runs from here on: to wait for one's turn is nobody's slowness.</summary>
    private async Task<PairLooked> LookAsync(PairVisit visit, bool isLinked, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(context.Flow.Timeout, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return isLinked ? await linked.LookAsync(visit, both.Token) : await unlinked.LookAsync(visit, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return PairLooked.Failed(FailureCause.Unavailable, $"Not done within {context.Flow.Timeout.TotalSeconds:0.###} s.");
        }
    }
}
