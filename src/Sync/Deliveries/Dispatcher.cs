using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Brings the deliveries of one target system to it: step 4 of the life of a change. A pump fills memory from the table, workers
/// empty it. Because only the first open delivery of a lane is ever pending, order within a record needs no further care here.
/// </summary>
internal sealed partial class Dispatcher(
    DeliveryTarget target, IStore store, Preparation preparation, TargetParts parts, TimeProvider clock, Random random, ILogger logger)
{
    private readonly IConnector _connector = target.Connector;
    private readonly IReadOnlyDictionary<string, Flow> _flows = target.Flows;
    private readonly DispatchOptions _options = target.Options;
    private readonly Lanes _lanes = new(target.Options.MemoryMax);
    private readonly Pauses _pauses = new(store, clock, random);
    private readonly CircuitBreaker _breaker = new(target.Options, clock);
    private readonly SqlValue _flowNames = SqlValue.List(target.Flows.Keys);
    private DateTimeOffset _nextLook;

    public string Target => target.Name;

    /// <summary>What is told of its deliveries.</summary>
    public DeliveryLog Log { get; } = new(clock, logger);

    /// <summary>How many deliveries are in memory.</summary>
    public int Held => _lanes.Held;

    /// <summary>Into how many parts the target's deliveries are divided.</summary>
    public int PartCount => target.Parts.Count;

    /// <summary>How many parts of the target's deliveries are with this process.</summary>
    public int Parts => parts.Count;

    /// <summary>The token under which a part is with this process; 0 when it is not.</summary>
    public long TokenOf(int part) => parts.TokenOf(part);

    /// <summary>How long the last look at the table took.</summary>
    public TimeSpan LookTook { get; private set; }

    /// <summary>Takes over a delivery that was just committed, or tells the process that has its part.</summary>
    public void Offer(Delivery delivery)
    {
        var token = parts.TokenOf(delivery.Part);
        if (token != 0)
        {
            _lanes.Offer(delivery, token);
        }
        else
        {
            store.Signals.Ring(PartTopics.Of(Target, delivery.Part));
        }
    }

    /// <summary>Looks at the table at once, for example after a replay.</summary>
    public void Wake() => _lanes.FallBehind();

    /// <summary>The same when a part is held here; tells whether it is.</summary>
    public bool Wake(int part)
    {
        if (parts.TokenOf(part) == 0)
        {
            return false;
        }

        _lanes.FallBehind();
        return true;
    }

    /// <summary>Looks at once who holds which part.</summary>
    public void LookAtShares()
    {
        parts.LookSoon();
        _lanes.More.Ring();
    }

    public async Task RunAsync(CancellationToken ct)
    {
        var workers = Enumerable.Range(0, _options.InFlightMax).Select(_ => Task.Run(() => WorkAsync(ct), ct));
        await Task.WhenAll([Task.Run(() => PumpAsync(ct), ct), .. workers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await parts.GiveBackAsync();
    }

    private async Task PumpAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (await parts.KeepAsync(ct))
                {
                    _lanes.FallBehind();
                }

                var pause = _breaker.Wait > TimeSpan.Zero ? _breaker.Wait : await FillAsync(ct);

                // However long the pause, the leases must be renewed in time.
                await _lanes.More.WaitAsync(pause < parts.Renewal ? pause : parts.Renewal, clock, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                PumpFailed(logger, Target, error.Message);
                await Task.Delay(_options.PollInterval, clock, ct);
            }
        }
    }

    /// <summary>Reads due deliveries into memory; says how long to wait before the next look.</summary>
    private async Task<TimeSpan> FillAsync(CancellationToken ct)
    {
        var startedAt = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var tokens = parts.Tokens();
        int[] held = [.. tokens.Select(static (token, part) => token == 0 ? -1 : part)];
        if (_lanes.StartFill())
        {
            // What memory holds may come first in the table: ask for that many more.
            var isOpen = _breaker.IsOpen;
            var limit = (isOpen ? 1 : _options.MemoryMax) + _lanes.Held;
            var read = await store.AskAsync(reader => DeliveryTable.DueAsync(reader, Target, held, _flowNames, now, limit), ct);
            _lanes.EndFill(read, tokens, isAll: isOpen || read.Count < limit);
        }

        var next = await store.AskAsync(reader => DeliveryTable.NextDueAsync(reader, Target, held, now), ct);
        LookTook = clock.GetElapsedTime(startedAt);
        var pause = next is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) - clock.GetUtcNow() : _options.PollInterval;
        pause = TimeSpan.FromTicks(Math.Clamp(pause.Ticks, TimeSpan.TicksPerMillisecond, _options.PollInterval.Ticks));
        _nextLook = clock.GetUtcNow() + pause;
        return pause;
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var (delivery, token) in _lanes.Ready.ReadAllAsync(ct))
        {
            var lease = parts.Enter(delivery.Part, token);
            try
            {
                if (lease is not null)
                {
                    await DeliverAsync(delivery, lease, ct);
                }
            }
            catch (LeaseLostException lost)
            {
                parts.Lost(lost);
                _lanes.More.Ring();
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // The attempt may have had its effect; what is lost is only its record. The table still says pending.
                RecordFailed(logger, delivery.Id, error.Message);
            }
            finally
            {
                _lanes.Drop(delivery);
                Leave(delivery.Part, lease);
            }
        }
    }

    private void Leave(int part, Lease? lease)
    {
        if (lease is null)
        {
            // Read under a lease that is gone. When the part is here again, the table tells how things stand.
            Wake(part);
        }
        else if (parts.Leave(part))
        {
            _lanes.More.Ring();
        }
    }

    private async Task DeliverAsync(Delivery delivery, Lease lease, CancellationToken ct)
    {
        if (!_flows.TryGetValue(delivery.Flow, out var flow))
        {
            return;
        }

        // Before anything is sent there must be more lease left than the attempt may take; after it, the commit checks the token.
        if (lease.Left <= flow.Timeout)
        {
            _lanes.FallBehind();
            return;
        }

        if (delivery.IsSent && !_connector.RepeatsSafely)
        {
            var unknown = ApplyResult.Failed(
                FailureCause.OutcomeUnknown, "It was sent, but the answer was lost before it could be noted down.");
            await RecordAsync(flow, new Outcome(delivery, unknown, TimeSpan.Zero, null), lease);
            return;
        }

        var fresh = await preparation.PrepareAsync(flow, delivery, clock, ct);
        delivery = fresh.Delivery;
        if (fresh.SkipReason is { } reason)
        {
            await DeliveryRecorder.SkipAsync(store, lease, delivery, reason, clock, Offer);
            Log.SaySkipped(flow, delivery, reason);
        }
        else if (fresh.Failure is { } failure)
        {
            await RecordAsync(flow, new Outcome(delivery, failure, TimeSpan.Zero, await _pauses.NextAsync(flow, delivery, failure)), lease);
        }
        else if (_breaker.TryPass())
        {
            await TryAsync(flow, delivery, lease, ct);
        }
    }

    private async Task TryAsync(Flow flow, Delivery delivery, Lease lease, CancellationToken ct)
    {
        if (!await MaySendAsync(delivery, lease, ct))
        {
            _breaker.GiveBack();
            return;
        }

        var startedAt = clock.GetTimestamp();
        var result = await Attempt.RunAsync(flow, _connector, delivery, clock, ct);
        NoteHealth(result);
        var retryIn = await _pauses.NextAsync(flow, delivery, result);
        await RecordAsync(flow, new Outcome(delivery, result, clock.GetElapsedTime(startedAt), retryIn), lease);
    }

    private async Task<bool> MaySendAsync(Delivery delivery, Lease lease, CancellationToken ct)
    {
        try
        {
            return await DeliveryRecorder.MaySendAsync(store, _connector, lease, delivery, clock, ct);
        }
        catch
        {
            _breaker.GiveBack();
            throw;
        }
    }

    private async Task RecordAsync(Flow flow, Outcome outcome, Lease lease)
    {
        if (await DeliveryRecorder.RecordAsync(store, target, lease, outcome, clock, Offer))
        {
            Log.Say(flow, outcome);
            if (outcome.RetryIn is { } pause && clock.GetUtcNow() + pause < _nextLook)
            {
                _lanes.More.Ring();
            }
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

    [LoggerMessage(5004, LogLevel.Error, "{Target} is out of reach ({Reason}); its deliveries wait")]
    private static partial void OutOfReach(ILogger logger, string target, string? reason);

    [LoggerMessage(5005, LogLevel.Information, "{Target} is back")]
    private static partial void BackAgain(ILogger logger, string target);

    [LoggerMessage(5006, LogLevel.Warning, "what happened to delivery {Id} could not be recorded ({Reason}); it is tried again")]
    private static partial void RecordFailed(ILogger logger, long id, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "deliveries to {Target} could not be read ({Reason}); trying again")]
    private static partial void PumpFailed(ILogger logger, string target, string reason);
}
