using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Hands a module's committed events to the transport, by position: step 2 of the life of a change. One relay at a
/// time works on a database, held by a lease.
/// </summary>
internal sealed partial class Relay(
    IStore store, IEventQueue queue, ITransport transport, RelayOptions options, LeaseHolder lease, TimeProvider clock,
    ILogger<Relay> logger) : BackgroundService
{
    private const int InVainMax = 5;
    private readonly Signal _handedOver = new();
    private int _inVain;
    private long? _retriedAt;
    private long _parkedAfter;
    private volatile Mark? _due;
    private long _position;
    private volatile bool _fenced;

    /// <summary>Up to which position events are handed over.</summary>
    public long Position => Volatile.Read(ref _position);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            // Else the next start hands the last events over once more: harmless, but work for nothing.
            await MarkAsync(cancellationToken);
        }
        catch (Exception error)
        {
            NotMarked(store.Name, error.Message);
        }

        await lease.ReleaseAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(HandOverAsync(stoppingToken), MarkInTurnAsync(stoppingToken));

    private async Task HandOverAsync(CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await StepAsync(ct);
                failures = 0;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException lost)
            {
                // Another relay goes on from where we left off; hand over nothing more until the lease is ours again.
                lease.Lost(lost.Token);
                Fenced(store.Name, lost.Message);
            }
            catch (Exception error)
            {
                var pause = Backoff(failures++);
                HandOverFailed(store.Name, error.Message, pause.TotalMilliseconds);
                await Task.Delay(pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StepAsync(CancellationToken ct)
    {
        var (held, isNew) = await lease.HoldAsync(ct);
        if (isNew || _fenced)
        {
            // Noted down first: when taking over fails, the next step begins with it again.
            _fenced = true;
            await TakeOverAsync(held, ct);
        }

        // What was put aside and is due goes before what is new: of one record it is the older version.
        await RetryParkedAsync(ct);
        var events = await queue.NextAsync(held, _position, options.BatchMax, ct);
        if (events.Count == 0)
        {
            await queue.WaitAsync(options.PollInterval, ct);
            return;
        }

        // Hand over before marking. The other order loses the events if we die in between; this one only repeats them,
        // and the inbox of each consumer makes a repeat harmless.
        await PublishAsync(events, ct);
        _due = new Mark(held, events[^1].Position);
        if (options.MarkDelay == TimeSpan.Zero)
        {
            await MarkAsync(ct);
        }

        // Only now: when the mark was to be written at once and was not, the same events go again.
        Volatile.Write(ref _position, events[^1].Position);
        _handedOver.Ring();
    }

    /// <summary>
    /// An event that a consumer never takes in must not stop the others for good. An outage is something else: then all wait, in their
    /// order.
    /// </summary>
    private async Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        try
        {
            await transport.PublishAsync(events, ct);
        }
        catch (Exception error) when (!Outages.Are(error) && ++_inVain >= InVainMax)
        {
            // Not at the first failure, which may pass: what is put aside loses its place in the order. One by one, for only some of them
            // are to blame.
            foreach (var published in events)
            {
                await PublishOrParkAsync(published, ct);
            }
        }

        _inVain = 0;
    }

    private async Task PublishOrParkAsync(OutboxEvent published, CancellationToken ct)
    {
        try
        {
            await transport.PublishAsync([published], ct);
        }
        catch (Exception error) when (!Outages.Are(error))
        {
            // On disk before the mark passes it: the mark says that all before it were handed over.
            await ParkedHandovers.AddAsync(store, published.Position, error.Message, clock.GetUtcNow());
            Parked(store.Name, published.Position, published.Subject, error.Message);
        }
    }

    private async Task RetryParkedAsync(CancellationToken ct)
    {
        if (_retriedAt is { } last && clock.GetElapsedTime(last) < options.ParkedInterval)
        {
            return;
        }

        // Before the attempts: an outage in the middle of them must not keep new events back at every step.
        _retriedAt = clock.GetTimestamp();
        (var parked, _parkedAfter) = await ParkedHandovers.ListAsync(store, _parkedAfter, ct);
        foreach (var published in parked)
        {
            try
            {
                // Handed over, safe on disk there, and only then struck off: every other order loses the event at a power cut in between.
                await transport.PublishAsync([published], ct);
                await transport.SyncAsync(ct);
                await ParkedHandovers.RemoveAsync(store, published.Position);
            }
            catch (Exception error) when (!Outages.Are(error))
            {
                Parked(store.Name, published.Position, published.Subject, error.Message);
            }
        }
    }

    /// <summary>
    /// Marks what was handed over, behind it and many batches at once, so that no batch waits for the disk of the one before.
    /// </summary>
    private async Task MarkInTurnAsync(CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // One that could not be marked is still due, and nobody rings for it again.
                if (_due is null)
                {
                    await _handedOver.WaitAsync(Timeout.InfiniteTimeSpan, clock, ct);
                }

                await Task.Delay(options.MarkDelay, clock, ct);
                await MarkAsync(ct);
                failures = 0;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                NotMarked(store.Name, error.Message);
                await Task.Delay(Backoff(failures++), clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// Waits until what was handed over is on disk where it was taken in, and only then writes the mark. The other order loses events at
    /// a power cut: the mark may reach this disk, by itself or with any other commit, before what it marks has reached that one.
    /// </summary>
    private async Task MarkAsync(CancellationToken ct)
    {
        if (_due is not { } due)
        {
            return;
        }

        await transport.SyncAsync(ct);

        // Unless more was handed over meanwhile: that is still due, and not yet known to be on disk.
        Interlocked.CompareExchange(ref _due, null, due);
        store.WriteSoon("relay", async transaction =>
        {
            // Under the token alone: a relay that was replaced marks nothing, and finds out by it.
            var marked = await transaction.ExecuteAsync(
                "update relay set position = $1 where name = 'transport' and token = $2", due.Position, due.Held.Token);
            if (marked == 0)
            {
                transaction.OnCommitted(() => _fenced = true);
            }
        });
    }

    /// <summary>Starts where the last holder of the lease left off, and fences it off.</summary>
    private async Task TakeOverAsync(Lease held, CancellationToken ct)
    {
        // A mark that is left from an earlier lease would only be refused, and fence us off once more.
        _due = null;
        Volatile.Write(ref _position, await store.WriteAsync(
            async transaction =>
            {
                await held.CheckAsync(transaction);
                return await transaction.FirstAsync(
                    """
                    insert into relay (name, position, token) values ('transport', 0, $1)
                    on conflict (name) do update set token = $1 returning position
                    """,
                    static row => row.Int64(0), held.Token);
            },
            ct));

        // Only now: had the commit failed, we would go on from a position that is not ours.
        _fenced = false;
    }

    private TimeSpan Backoff(int failures)
    {
        var pause = options.RetryDelay * Math.Pow(2, Math.Min(failures, 20));
        return pause < options.RetryDelayMax ? pause : options.RetryDelayMax;
    }

    [LoggerMessage(1101, LogLevel.Warning, "{Module} events could not be handed over ({Reason}); trying again in {Pause} ms")]
    private partial void HandOverFailed(string module, string reason, double pause);

    [LoggerMessage(1105, LogLevel.Warning, "{Module} events are handed over and not known to be on disk ({Reason}); they are not marked")]
    private partial void NotMarked(string module, string reason);

    [LoggerMessage(
        1106, LogLevel.Error,
        "{Module} event {Position} about {Subject} can't be taken in ({Reason}); the others go on, and it is tried again")]
    private partial void Parked(string module, long position, string subject, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "{Module} events are handed over by another process from now on: {Reason}")]
    private partial void Fenced(string module, string reason);

    /// <summary>Up to where events were handed over, and under which lease.</summary>
    private sealed record Mark(Lease Held, long Position);
}
