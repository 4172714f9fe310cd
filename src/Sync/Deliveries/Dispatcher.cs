using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Brings the deliveries of one target system to it: step 4 of the life of a change. A pump fills memory from the table, workers
/// empty it. Because only the first open delivery of a lane is ever pending, order within a record needs no further care here.
/// </summary>
internal sealed partial class Dispatcher(
    IConnector connector, IReadOnlyDictionary<string, Flow> flows, IStore store, LeaseHolder leases, DispatchOptions options,
    TimeProvider clock, Random random, ILogger<SyncModule> logger)
{
    private readonly Lanes _lanes = new(options.MemoryMax);
    private readonly CircuitBreaker _breaker = new(options, clock);
    private volatile Lease? _lease;
    private readonly string _flowNames = JsonSerializer.Serialize(flows.Keys.ToArray(), SyncJson.Default.StringArray);
    private DateTimeOffset _nextLook;
    private long _delivered;
    private long _dead;

    public string Target => connector.System;

    /// <summary>How many deliveries have ended well since the process started.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>How many deliveries have become dead letters since the process started.</summary>
    public long Dead => Volatile.Read(ref _dead);

    /// <summary>How many deliveries are in memory.</summary>
    public int Held => _lanes.Held;

    /// <summary>Takes over a delivery that was just committed.</summary>
    public void Offer(Delivery delivery) => _lanes.Offer(delivery);

    /// <summary>Looks at the table at once, for example after a replay.</summary>
    public void Wake() => _lanes.FallBehind();

    public async Task RunAsync(CancellationToken ct)
    {
        var workers = Enumerable.Range(0, options.InFlightMax).Select(_ => Task.Run(() => WorkAsync(ct), ct));
        await Task.WhenAll([Task.Run(() => PumpAsync(ct), ct), .. workers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await leases.ReleaseAsync();
    }

    private async Task PumpAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await HoldLeaseAsync(ct);
                var pause = _breaker.Wait > TimeSpan.Zero ? _breaker.Wait : await FillAsync(ct);

                // However long the pause, the lease must be renewed in time.
                await _lanes.More.WaitAsync(pause < leases.Renewal ? pause : leases.Renewal, clock, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                PumpFailed(logger, Target, error.Message);
                await Task.Delay(options.PollInterval, clock, ct);
            }
        }
    }

    private async Task HoldLeaseAsync(CancellationToken ct) => _lease = (await leases.HoldAsync(ct)).Lease;

    /// <summary>Reads due deliveries into memory; says how long to wait before the next look.</summary>
    private async Task<TimeSpan> FillAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_lanes.StartFill())
        {
            // What memory holds may come first in the table: ask for that many more.
            var isOpen = _breaker.IsOpen;
            var limit = (isOpen ? 1 : options.MemoryMax) + _lanes.Held;
            var read = await store.ReadAsync(reader => DeliveryTable.DueAsync(reader, Target, _flowNames, now, limit), ct);
            _lanes.EndFill(read, isAll: isOpen || read.Count < limit);
        }

        var next = await store.ReadAsync(reader => DeliveryTable.NextDueAsync(reader, Target, now), ct);
        var pause = next is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) - clock.GetUtcNow() : options.PollInterval;
        pause = TimeSpan.FromTicks(Math.Clamp(pause.Ticks, TimeSpan.TicksPerMillisecond, options.PollInterval.Ticks));
        _nextLook = clock.GetUtcNow() + pause;
        return pause;
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var delivery in _lanes.Ready.ReadAllAsync(ct))
        {
            try
            {
                await DeliverAsync(delivery, ct);
            }
            catch (LeaseLostException lost)
            {
                leases.Lost(lost.Token);
                _lanes.FallBehind();
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // The attempt may have had its effect; what is lost is only its record. The table still says pending.
                RecordFailed(logger, delivery.Id, error.Message);
            }
            finally
            {
                _lanes.Drop(delivery);
            }
        }
    }

    private async Task DeliverAsync(Delivery delivery, CancellationToken ct)
    {
        if (!flows.TryGetValue(delivery.Flow, out var flow))
        {
            return;
        }

        // Before anything is sent there must be more lease left than the attempt may take; after it, the commit checks the token.
        if (_lease is not { } lease || lease.Left <= flow.Timeout)
        {
            _lanes.FallBehind();
            return;
        }

        if (delivery.Replays > 0 && await IsSupersededAsync(delivery, ct))
        {
            await DeliveryRecorder.SkipAsync(store, lease, delivery, "A newer version was delivered already.", clock, _lanes.Offer);
            return;
        }

        if (delivery.IsSent && !connector.RepeatsSafely)
        {
            var unknown = ApplyResult.Failed(FailureCause.OutcomeUnknown, "It was sent, but the answer was lost before it could be noted down.");
            await RecordAsync(flow, new Outcome(delivery, unknown, TimeSpan.Zero, null), lease);
            return;
        }

        if (_breaker.TryPass())
        {
            await TryAsync(flow, delivery, lease, ct);
        }
    }

    private async Task TryAsync(Flow flow, Delivery delivery, Lease lease, CancellationToken ct)
    {
        if (!connector.RepeatsSafely)
        {
            await MarkSentAsync(delivery, lease);
        }

        var startedAt = clock.GetTimestamp();
        var result = await Attempt.RunAsync(flow, connector, delivery, clock, ct);
        NoteHealth(result);
        var retryIn = await RetryInAsync(flow, delivery, result);
        await RecordAsync(flow, new Outcome(delivery, result, clock.GetElapsedTime(startedAt), retryIn), lease);
    }

    /// <summary>Marks before sending. The other order sends twice if we die in between; this one asks a person.</summary>
    private async Task MarkSentAsync(Delivery delivery, Lease lease)
    {
        try
        {
            await DeliveryRecorder.MarkSentAsync(store, lease, delivery, clock);
        }
        catch
        {
            _breaker.GiveBack();
            throw;
        }
    }

    private async Task RecordAsync(Flow flow, Outcome outcome, Lease lease)
    {
        if (!await DeliveryRecorder.RecordAsync(store, lease, outcome, clock, _lanes.Offer))
        {
            return;
        }

        Say(flow, outcome);
        if (outcome.RetryIn is { } pause && clock.GetUtcNow() + pause < _nextLook)
        {
            _lanes.More.Ring();
        }
    }

    private async ValueTask<bool> IsSupersededAsync(Delivery delivery, CancellationToken ct) => await store.ReadAsync(
        reader => reader.FirstAsync(
            "select version from links where flow = $1 and subject = $2", static row => row.Int64(0), delivery.Flow, delivery.Subject),
        ct) > delivery.Version;

    private async ValueTask<TimeSpan?> RetryInAsync(Flow flow, Delivery delivery, ApplyResult result)
    {
        if (result.Cause is not { } cause)
        {
            return null;
        }

        // Only where it can matter: reading costs, and most deliveries fail only in an outage, or not at all.
        var failures = delivery.Attempts + 1;
        var answered = cause != FailureCause.Unavailable && failures >= flow.Retry.Attempts
            ? await store.ReadAsync(reader => DeliveryTable.AnsweredAsync(reader, delivery)) + 1
            : failures;
        return flow.Retry.Next(cause, failures, answered, clock.GetUtcNow() - delivery.CreatedAt, result.RetryAfter, NextChance());
    }

    private double NextChance()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }

    private void NoteHealth(ApplyResult result)
    {
        if (result.Cause is FailureCause.Unavailable or FailureCause.OutcomeUnknown)
        {
            if (_breaker.Failed())
            {
                OutOfReach(logger, Target, result.Message);
            }
        }
        else if (_breaker.Succeeded())
        {
            BackAgain(logger, Target);
            _lanes.FallBehind();
        }
    }

    private void Say(Flow flow, Outcome outcome)
    {
        var delivery = outcome.Delivery;
        if (outcome.Result.Cause is null)
        {
            Interlocked.Increment(ref _delivered);
            var took = (clock.GetUtcNow() - delivery.ChangedAt).TotalMilliseconds;
            Arrived(logger, Record(flow, delivery), flow.TargetKind, outcome.Result.TargetId, took, flow.Name);
        }
        else if (outcome.RetryIn is { } pause)
        {
            TriedInVain(logger, Record(flow, delivery), flow.Name, delivery.Attempts + 1, outcome.Result.Message, pause.TotalMilliseconds);
        }
        else
        {
            Interlocked.Increment(ref _dead);
            Died(logger, Record(flow, delivery), flow.Name, Causes.Word(outcome.Result.Cause), outcome.Result.Message, delivery.Id);
        }
    }

    /// <summary>The record as people say it: <c>customer 42</c>.</summary>
    private static string Record(Flow flow, Delivery delivery) => $"{flow.Kind} {delivery.Subject[(delivery.Subject.LastIndexOf('/') + 1)..]}";

    [LoggerMessage(5001, LogLevel.Information, "{Record} → {Kind} {TargetId} in {Took:0} ms ({Flow})")]
    private static partial void Arrived(ILogger logger, string record, string kind, string? targetId, double took, string flow);

    [LoggerMessage(5002, LogLevel.Warning, "{Record} by {Flow}: attempt {Number} failed ({Reason}); next in {Pause:0} ms")]
    private static partial void TriedInVain(ILogger logger, string record, string flow, int number, string? reason, double pause);

    [LoggerMessage(5003, LogLevel.Error, "{Record} by {Flow} is a dead letter, {Cause}: {Reason} (delivery {Id})")]
    private static partial void Died(ILogger logger, string record, string flow, string? cause, string? reason, long id);

    [LoggerMessage(5004, LogLevel.Error, "{Target} is out of reach ({Reason}); its deliveries wait")]
    private static partial void OutOfReach(ILogger logger, string target, string? reason);

    [LoggerMessage(5005, LogLevel.Information, "{Target} is back")]
    private static partial void BackAgain(ILogger logger, string target);

    [LoggerMessage(5006, LogLevel.Warning, "what happened to delivery {Id} could not be recorded ({Reason}); it is tried again")]
    private static partial void RecordFailed(ILogger logger, long id, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "deliveries to {Target} could not be read ({Reason}); trying again")]
    private static partial void PumpFailed(ILogger logger, string target, string reason);
}
