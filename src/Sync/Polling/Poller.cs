using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Polling;

/// <summary>
/// Asks a system that can't push for changes, every so often, from its cursor on. Each round starts a little before it, for changes that
/// become visible late; what it meets again is known by its version.
/// </summary>
internal sealed partial class Poller(
    Flow flow, ISystem source, IStore store, LeaseHolder leases, Parts parts, DispatcherSet dispatchers, TimeProvider clock,
    ILogger logger)
{
    private readonly PollRound _round = new(flow, flow.Poll!.Overlap, source, store, parts, dispatchers, clock, logger);

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await PollAsync(ct);
        }
        finally
        {
            // However it ends: the poller that follows waits for nobody.
            await leases.ReleaseAsync();
        }
    }

    private async Task PollAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = flow.Poll!.Every;
            try
            {
                var end = await _round.RunAsync(leases, ct);
                pause = Longer(pause, end.RetryAfter);
                if (end.Fault is { } fault)
                {
                    PollFailed(logger, flow.Source, flow.Name, fault, flow.Poll!.Every.TotalMilliseconds);
                }
            }
            catch (LeaseLostException lost)
            {
                leases.Lost(lost.Token);
                LeasedWork.Lost(logger, lost.Name);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                PollFailed(logger, flow.Source, flow.Name, error.Message, flow.Poll!.Every.TotalMilliseconds);
            }

            await Task.Delay(pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>No source is left alone for longer than a day at its own wish.</summary>
    private static TimeSpan Longer(TimeSpan every, TimeSpan? wish) => wish > every
        ? TimeSpan.FromTicks(Math.Min(wish.Value.Ticks, TimeSpan.TicksPerDay)) : every;

    [LoggerMessage(5020, LogLevel.Warning, "{System} could not be polled for {Flow} ({Reason}); again in {Pause:0} ms")]
    private static partial void PollFailed(ILogger logger, string system, string flow, string reason, double pause);
}
