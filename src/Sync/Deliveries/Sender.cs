using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Sends one delivery of a target: asks whether it may go, and notes how the target is. What comes of it is recorded elsewhere.
/// </summary>
internal sealed partial class Sender(
    DeliveryTarget target, IStore store, Preparation preparation, Erasures erasures, Lanes lanes, CircuitBreaker breaker, Pauses pauses,
    DeliveryLog log, Action<Delivery> release, TimeProvider clock, ILogger logger)
{
    /// <summary>Sends a delivery, when it may go by now; how that ended, or null when it did not go.</summary>
    public async Task<Ended?> SendAsync(Delivery delivery, Lease lease, CancellationToken ct)
    {
        if (!target.Flows.TryGetValue(delivery.Flow, out var flow))
        {
            return null;
        }

        // Before anything is sent there must be more lease left than the attempt may take; after it, the commit checks the token.
        if (lease.Left <= flow.Timeout)
        {
            lanes.FallBehind();
            return null;
        }

        if (delivery.IsSent && target.WayOf(flow) is { RepeatsSafely: false, IsComposed: false })
        {
            var unknown = ApplyResult.Failed(
                FailureCause.OutcomeUnknown, "It was sent, but the answer was lost before it could be noted down.");
            return new Ended(flow, new Outcome(delivery, unknown, TimeSpan.Zero, null), lease);
        }

        // What a system deletes by its id needs no fields.
        var fresh = await preparation.PrepareAsync(
            flow, delivery, isMapped: !(delivery.IsDelete && target.WayOf(flow).IsComposed), clock, ct);
        if (fresh.SkipReason is { } reason)
        {
            var skipped = new Ended(flow, new Outcome(delivery, ApplyResult.Done(""), TimeSpan.Zero, null), lease);
            await DeliveryRecorder.SkipAsync(store, skipped, reason, clock, release);
            log.SaySkipped(flow, delivery, reason);
            return null;
        }

        if (fresh.Failure is { } failure)
        {
            return new Ended(flow, new Outcome(delivery, failure, TimeSpan.Zero, await pauses.NextAsync(flow, delivery, failure)), lease);
        }

        return breaker.TryPass() ? await TryAsync(flow, fresh.Delivery, lease, ct) : null;
    }

    private async Task<Ended?> TryAsync(Flow flow, Delivery delivery, Lease lease, CancellationToken ct)
    {
        var way = target.WayOf(flow);
        var (maySend, link) = await MaySendAsync(way, delivery, lease, ct);
        if (!maySend)
        {
            breaker.GiveBack();
            return null;
        }

        var startedAt = clock.GetTimestamp();
        var result = await Attempt.RunAsync(flow, way, delivery, link, clock, ct);
        NoteHealth(result);
        var retryIn = await pauses.NextAsync(flow, delivery, result);
        return new Ended(flow, new Outcome(delivery, result, clock.GetElapsedTime(startedAt), retryIn), lease);
    }

    /// <summary>
    /// The last thing before the send: what tells of somebody who was erased since it was read is read once more instead.
    /// </summary>
    private async Task<(bool MaySend, Link? Link)> MaySendAsync(WriteWay way, Delivery delivery, Lease lease, CancellationToken ct)
    {
        try
        {
            if (await erasures.AnySinceAsync(delivery))
            {
                lanes.FallBehind();
                return (false, null);
            }

            var link = way.IsComposed ? await store.AskAsync(reader => Link.FindAsync(reader, delivery), ct) : null;
            return (await DeliveryRecorder.MaySendAsync(store, way, link, lease, delivery, clock, ct), link);
        }
        catch
        {
            breaker.GiveBack();
            throw;
        }
    }

    private void NoteHealth(ApplyResult result)
    {
        if (result.Cause is FailureCause.Unavailable or FailureCause.OutcomeUnknown)
        {
            if (breaker.Failed())
            {
                OutOfReach(logger, target.Name, result.Message);
            }
        }
        else if (breaker.Succeeded())
        {
            BackAgain(logger, target.Name);
            lanes.FallBehind();
        }
    }

    [LoggerMessage(5004, LogLevel.Error, "{Target} is out of reach ({Reason}); its deliveries wait")]
    private static partial void OutOfReach(ILogger logger, string target, string? reason);

    [LoggerMessage(5005, LogLevel.Information, "{Target} is back")]
    private static partial void BackAgain(ILogger logger, string target);
}
