using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>When a delivery is tried again: the flow's policy, with what it needs to know.</summary>
internal sealed class Pauses(IStore store, TimeProvider clock, Random random)
{
    /// <summary>
    /// The pause before the next attempt; null when there is none, be it that this one went well or that it was the last.
    /// </summary>
    public async ValueTask<TimeSpan?> NextAsync(Flow flow, Delivery delivery, ApplyResult result)
    {
        if (result.Cause is not { } said)
        {
            return null;
        }

        // An outcome that the next attempt finds out is an outage for as long as it is unknown.
        var cause = result.IsLookedUp ? FailureCause.Unavailable : said;

        // Only where it can matter: reading costs, and most deliveries fail only in an outage, or not at all.
        var failures = delivery.Attempts + 1;
        var answered = !RetryPolicy.IsWaiting(cause) && failures >= flow.Retry.Attempts
            ? await store.AskAsync(reader => DeliveryTable.AnsweredAsync(reader, delivery)) + 1
            : failures;
        var waited = clock.GetUtcNow() - flow.WaitedFrom(delivery.CreatedAt);
        return flow.Retry.Next(cause, failures, answered, waited, result.RetryAfter, Chance());
    }

    /// <summary>The pause of one that waits for the link of another record, which releases it sooner; null when it gives up.</summary>
    public TimeSpan? UntilLook(Flow flow, Delivery delivery, TimeSpan look) =>
        flow.Retry.NextLook(delivery.Attempts + 1, clock.GetUtcNow() - flow.WaitedFrom(delivery.CreatedAt), look);

    private double Chance()
    {
        // It is not made for several threads: used by two at once it may give nothing but zeros from then on.
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
