using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
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
    DeliveryLog log, Releases releases, TimeProvider clock, ILogger logger)
{
    /// <summary>Sends a delivery, when it may go by now; how that ended, or null when it did not go.</summary>
    public async Task<Ended?> SendAsync(Delivery delivery, Lease lease, CancellationToken ct)
    {
        var said = ExchangeLog.Begin();
        var ended = await GoAsync(delivery, lease, ct);
        return ended is not null && said.Entries is { Count: > 0 } exchanges
            ? ended with { Outcome = ended.Outcome with { Exchanges = exchanges } } : ended;
    }

    private async Task<Ended?> GoAsync(Delivery delivery, Lease lease, CancellationToken ct)
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

        if (target.Look is { } look)
        {
            return breaker.TryPass() ? await LookAsync(flow, look(delivery, lease, ct), delivery, lease) : null;
        }

        var way = target.WayOf(flow);
        if (delivery.IsSent && way.IsMarked)
        {
            // Marked, and no outcome: the process died in between, and a second send could have a second effect. A person sees whether it
            // arrived.
            var unknown = ApplyResult.Failed(
                FailureCause.OutcomeUnknown, "It was sent, but the answer was lost before it could be noted down.");
            return new Ended(flow, new AttemptOutcome(delivery, unknown, TimeSpan.Zero, null), lease);
        }

        return await SendAsync(flow, way, delivery, lease, ct);
    }

    private async Task<Ended?> LookAsync(
        Flow flow, Task<(ApplyResult? Result, string? SkipReason)> look, Delivery delivery, Lease lease)
    {
        var startedAt = clock.GetTimestamp();
        ApplyResult? result;
        string? reason;
        try
        {
            (result, reason) = await look;
        }
        catch
        {
            breaker.GiveBack();
            throw;
        }

        if (result is null && reason is null)
        {
            // No attempt: behind the wait for its turn too little of the lease was left. It is read again, and goes under a longer one.
            lanes.FallBehind();
            breaker.GiveBack();
            return null;
        }

        // Before anything of ours can fail: a probe has to say how the system is, whatever becomes of the record of it.
        NoteHealth(result ?? ApplyResult.Done(""));
        if (result is null)
        {
            await SkipAsync(flow, delivery, reason!, lease);
            return null;
        }

        return new Ended(
            flow,
            new AttemptOutcome(delivery, result, clock.GetElapsedTime(startedAt), await pauses.NextAsync(flow, delivery, result)), lease);
    }

    private async Task SkipAsync(Flow flow, Delivery delivery, string reason, Lease lease)
    {
        var skipped = new Ended(flow, new AttemptOutcome(delivery, ApplyResult.Done(""), TimeSpan.Zero, null), lease);
        await DeliveryRecorder.SkipAsync(store, skipped, reason, clock, releases);
        log.SaySkipped(flow, delivery, reason);
    }

    private async Task<Ended?> SendAsync(Flow flow, WriteWay way, Delivery delivery, Lease lease, CancellationToken ct)
    {
        // How a record stands there changes only with the outcomes of its lane, whose next one this is.
        var link = way.IsComposed ? await store.AskAsync(reader => Link.FindAsync(reader, delivery), ct) : null;

        // What a system deletes by its id needs no fields, and of what is gone a receiver is told nothing else.
        var isMapped = !delivery.IsDelete || !(way.IsComposed || flow.Hook is not null);
        var fresh = await preparation.PrepareAsync(flow, delivery, isMapped, clock, ct);

        // What is not to go has not asked the target, so it says nothing of how that is.
        if (fresh.SkipReason is { } reason && !IsLeftOpen(flow, delivery, link))
        {
            await SkipAsync(flow, delivery, reason, lease);
            return null;
        }

        var upsert = link is null ? null : new Upsert(flow, way, fresh.Delivery, link, clock.GetUtcNow());
        if ((fresh.SkipReason is { } gone ? LeftOpen(gone) : fresh.Failure ?? upsert?.Standstill()) is { } failure)
        {
            var pause = fresh.WaitsFor is null
                ? await pauses.NextAsync(flow, delivery, failure) : pauses.UntilLook(flow, delivery, target.Options.ParentLook);
            return new Ended(flow, new AttemptOutcome(delivery, failure, TimeSpan.Zero, pause) { WaitsFor = fresh.WaitsFor }, lease);
        }

        return breaker.TryPass() ? await TryAsync(flow, way, fresh.Delivery, (link, upsert), lease, ct) : null;
    }

    /// <summary>
    /// Whether a delivery that is not to go has sent a create of which nobody knows what became, and no other one will come that looks:
    /// where the flow brings deletes, that one does.
    /// </summary>
    private static bool IsLeftOpen(Flow flow, Delivery delivery, Link? link) =>
        link is { Open: { IsReleased: false } open } && open.DeliveryId == delivery.Id && !flow.On.Contains("deleted");

    private static ApplyResult LeftOpen(string reason) => ApplyResult.Failed(
        FailureCause.OutcomeUnknown, $"{reason} But a create was sent for it whose answer was lost, so that it may stand at the target.");

    private async Task<Ended?> TryAsync(
        Flow flow, WriteWay way, Delivery delivery, (Link? Link, Upsert? Upsert) composed, Lease lease, CancellationToken ct)
    {
        // 1. All that makes no second record, however often it is sent.
        if (!await MaySendAsync(
            flow, delivery, null, lease, () => DeliveryRecorder.MaySendAsync(store, way, lease, delivery, clock, ct), way.IsMarked))
        {
            return null;
        }

        var startedAt = clock.GetTimestamp();
        var upsert = composed.Upsert;
        var result = upsert is null
            ? await Attempt.RunAsync(flow, way, delivery, clock, ct) : await Attempt.LookAsync(flow, upsert, clock, ct);

        // 2. The create, noted down first: the other order makes two if we die in between, this one has it looked for.
        if (result is null)
        {
            if (!await MaySendAsync(
                flow, delivery, composed.Link, lease, () => DeliveryRecorder.MayCreateAsync(store, upsert!, lease, delivery, clock), true))
            {
                return null;
            }

            result = await Attempt.CreateAsync(flow, upsert!, clock, ct);
        }

        Attempt.Tell(flow, delivery, result);
        NoteHealth(result);
        var retryIn = await pauses.NextAsync(flow, delivery, result);
        var outcome = new AttemptOutcome(delivery, result, clock.GetElapsedTime(startedAt), retryIn)
        {
            Settles = upsert?.Settles(result) is true,
        };
        return new Ended(flow, outcome, lease);
    }

    /// <summary>
    /// The last thing before the send. What tells of somebody who was erased since it was read is read once more instead; asked behind the
    /// commit that makes it ready too, which may have waited, and used up the lease.
    /// </summary>
    private async Task<bool> MaySendAsync(Flow flow, Delivery delivery, Link? link, Lease lease, Func<Task<bool>> prepare, bool isMarked)
    {
        try
        {
            var isReady = !await erasures.AnySinceAsync(delivery) && await prepare();
            if (isReady && lease.Left > flow.Timeout && !await erasures.AnySinceAsync(delivery))
            {
                return true;
            }

            // It did not go: left standing, the mark would ask a person about a send that never was.
            if (isReady && isMarked)
            {
                await DeliveryRecorder.UnmarkAsync(store, lease, delivery, link);
            }

            lanes.FallBehind();
            breaker.GiveBack();
            return false;
        }
        catch
        {
            breaker.GiveBack();
            throw;
        }
    }

    private void NoteHealth(ApplyResult result)
    {
        if (result is { Cause: FailureCause.Unavailable, Status: null, RetryAfter: not null })
        {
            // It was not asked, for its turn had not come: that says neither that it is out of reach nor that it is back.
            breaker.GiveBack();
        }
        else if (result.Cause is FailureCause.Unavailable or FailureCause.OutcomeUnknown)
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
