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
    IStore store, IEventQueue queue, ITransport transport, RelayOptions options, LeaseHolder lease, TimeProvider clock, ILogger<Relay> logger)
    : BackgroundService
{
    private long _position;
    private volatile bool _fenced;

    /// <summary>Up to which position events are handed over.</summary>
    public long Position => Volatile.Read(ref _position);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await lease.ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(stoppingToken);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
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
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StepAsync(CancellationToken ct)
    {
        var (held, isNew) = await lease.HoldAsync(ct);
        if (isNew || _fenced)
        {
            _fenced = true;
            await TakeOverAsync(held, ct);
        }

        var events = await queue.NextAsync(held, _position, options.BatchMax, ct);
        if (events.Count == 0)
        {
            await queue.WaitAsync(options.PollInterval, ct);
            return;
        }

        // Hand over before marking. The other order loses the events if we die in between; this one only repeats them,
        // and the inbox of each consumer makes a repeat harmless.
        await transport.PublishAsync(events, ct);
        Mark(held, events[^1].Position);
    }

    /// <summary>Starts where the last holder of the lease left off, and fences it off.</summary>
    private async Task TakeOverAsync(Lease held, CancellationToken ct)
    {
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

    private void Mark(Lease held, long position)
    {
        Volatile.Write(ref _position, position);
        store.WriteSoon("relay", async transaction =>
        {
            var marked = await transaction.ExecuteAsync(
                "update relay set position = $1 where name = 'transport' and token = $2", position, held.Token);
            if (marked == 0)
            {
                _fenced = true;
            }
        });
    }

    private TimeSpan Backoff(int failures)
    {
        var pause = options.RetryDelay * Math.Pow(2, Math.Min(failures, 20));
        return pause < options.RetryDelayMax ? pause : options.RetryDelayMax;
    }

    [LoggerMessage(1101, LogLevel.Warning, "{Module} events could not be handed over ({Reason}); trying again in {Pause} ms")]
    private partial void HandOverFailed(string module, string reason, double pause);

    [LoggerMessage(1102, LogLevel.Warning, "{Module} events are handed over by another process from now on: {Reason}")]
    private partial void Fenced(string module, string reason);
}
