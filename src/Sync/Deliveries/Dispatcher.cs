using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Brings the deliveries of one target system to it: step 4 of the life of a change. A pump fills memory from the table, workers
/// empty it. Because only the first open delivery of a lane is ever pending, order within a record needs no further care here.
/// </summary>
internal sealed partial class Dispatcher(
    DeliveryTarget target, IStore store, Preparation preparation, Erasures erasures, TargetParts parts, Action<string, int> wake,
    TimeProvider clock, Random random, ILogger logger)
{
    private readonly DispatchOptions _options = target.Options;
    private readonly Lanes _lanes = new(target.Options.MemoryMax);
    private readonly CircuitBreaker _breaker = new(target.Options, clock);
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

    /// <summary>How many processes deliver to the target.</summary>
    public int Processes => parts.Processes;

    /// <summary>How long the target is left alone because it was out of reach; null when it is in reach.</summary>
    public TimeSpan? LeftAlone => _breaker.IsOpen ? _breaker.Wait : null;

    /// <summary>The token under which a part is with this process; 0 when it is not.</summary>
    public long TokenOf(int part) => parts.TokenOf(part);

    /// <summary>How long the last look at the table took.</summary>
    public TimeSpan LookTook { get; private set; }

    /// <summary>Takes over a delivery that was just committed, or tells the process that has its part.</summary>
    public void Offer(Delivery delivery)
    {
        // What may not go now stays in the table. Whoever lets it go again has the table read behind that.
        if (!target.Flows.ContainsKey(delivery.Flow))
        {
            return;
        }

        var token = parts.TokenOf(delivery.Part);
        if (token != 0)
        {
            _lanes.Offer(delivery, token);
        }
        else
        {
            // Rung also when nobody has the part right now: whoever takes it reads the table anyway, and a ring too many costs one look.
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
        var releases = new Releases(Offer, wake);
        var sender = new Sender(
            target, store, preparation, erasures, _lanes, _breaker, new Pauses(store, clock, random), Log, releases, clock, logger);
        var outcomes = new OutcomeQueue(store, target, releases, Finish, clock);

        // Under no token: it ends when the last worker has handed over, not when the process is told to stop.
        var recording = Task.Run(outcomes.RunAsync, CancellationToken.None);
        var workers = Enumerable.Range(0, _options.InFlightMax).Select(_ => Task.Run(() => WorkAsync(sender, outcomes, ct), ct));
        await Task.WhenAll([Task.Run(() => PumpAsync(ct), ct), .. workers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // What was sent is noted down, whatever else stops.
        outcomes.Complete();
        await recording;

        // Last, for what was recorded just now rests on these leases.
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

                // While the way is closed nothing is read: none of it could go.
                var pause = _breaker.Wait > TimeSpan.Zero ? _breaker.Wait : await FillAsync(ct);

                // However long the pause, the leases must be renewed in time.
                await _lanes.More.WaitAsync(pause < parts.Renewal ? pause : parts.Renewal, clock, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // Whatever it is, it ends this look and never the pump: without it only what is handed over would still go, and nothing
                // that waits in the table.
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

        // Before the table is read: of a part that is lost and taken again meanwhile the token is another one, and what was read of it is
        // dropped.
        var tokens = parts.Tokens();
        int[] held = [.. tokens.Select(static (token, part) => token == 0 ? -1 : part)];
        if (_lanes.StartFill())
        {
            // What memory holds may come first in the table: ask for that many more.
            var isOpen = _breaker.IsOpen;
            var limit = (isOpen ? 1 : _options.MemoryMax) + _lanes.Held;
            var flows = SqlValue.List(target.Flows.Keys);
            var read = await store.AskAsync(
                reader => DeliveryTable.DueAsync(reader, Target, held, flows, now, limit, _lanes.Has), ct);
            _lanes.EndFill(read, tokens, isAll: isOpen || read.Count < limit);
        }

        // Behind the same instant up to which was read: what became due since then is the next, and is looked for at once.
        var next = await store.AskAsync(reader => DeliveryTable.NextDueAsync(reader, Target, held, now), ct);
        LookTook = clock.GetElapsedTime(startedAt);
        var pause = next is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) - clock.GetUtcNow() : _options.PollInterval;

        // However far off the next one is: rings get lost, and what was dropped from memory without an outcome is due already.
        pause = TimeSpan.FromTicks(Math.Clamp(pause.Ticks, TimeSpan.TicksPerMillisecond, _options.PollInterval.Ticks));
        _nextLook = clock.GetUtcNow() + pause;
        return pause;
    }

    private async Task WorkAsync(Sender sender, OutcomeQueue outcomes, CancellationToken ct)
    {
        await foreach (var (delivery, token) in _lanes.Ready.ReadAllAsync(ct))
        {
            var lease = parts.Enter(delivery.Part, token);
            Ended? ended = null;
            try
            {
                ended = lease is null ? null : await sender.SendAsync(delivery, lease, ct);
            }
            catch (LeaseLostException lost)
            {
                Lost(lost);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // Nothing was noted down, so that the next look at the table brings it again.
                NotDelivered(logger, delivery.Id, error.Message);
            }
            finally
            {
                // One that was sent stays in memory until it is recorded: read again before, it would be sent a second time.
                if (ended is null)
                {
                    Leave(delivery, lease);
                }
                else
                {
                    await outcomes.AddAsync(ended);
                }
            }
        }
    }

    /// <summary>Whatever became of it, what was sent is no longer in hand.</summary>
    private void Finish(Ended ended, RecordingEnd how)
    {
        var (flow, outcome) = (ended.Flow, ended.Outcome);
        if (how.Lost is { } lost)
        {
            Lost(lost);
        }
        else if (how.Error is { } error)
        {
            // The attempt may have had its effect; what is lost is only its record. The table still says pending.
            RecordFailed(logger, outcome.Delivery.Id, error.Message);
        }
        else if (how.IsRecorded)
        {
            Log.Say(flow, outcome);

            // The pump may sleep for longer than that.
            if (outcome.RetryIn is { } pause && clock.GetUtcNow() + pause < _nextLook)
            {
                _lanes.More.Ring();
            }
        }

        Leave(outcome.Delivery, ended.Lease);
    }

    private void Lost(LeaseLostException lost)
    {
        parts.Lost(lost);
        _lanes.More.Ring();
    }

    private void Leave(Delivery delivery, Lease? lease)
    {
        _lanes.Drop(delivery);
        if (lease is null)
        {
            // Read under a lease that is gone. When the part is here again, the table tells how things stand.
            Wake(delivery.Part);
        }
        else if (parts.Leave(delivery.Part))
        {
            _lanes.More.Ring();
        }
    }

    [LoggerMessage(5006, LogLevel.Warning, "what happened to delivery {Id} could not be recorded ({Reason}); it is tried again")]
    private static partial void RecordFailed(ILogger logger, long id, string reason);

    [LoggerMessage(5009, LogLevel.Warning, "delivery {Id} could not be made ready to go ({Reason}); it is tried again")]
    private static partial void NotDelivered(ILogger logger, long id, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "deliveries to {Target} could not be read ({Reason}); trying again")]
    private static partial void PumpFailed(ILogger logger, string target, string reason);
}
