using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Polling;

/// <summary>
/// Asks a system that can't push for changes, every so often, from its cursor on. Each round starts a little before it, for changes that
/// become visible late; what it meets again is known by its version.
/// </summary>
internal sealed partial class Poller(
    Flow flow, PollRound round, Sweep? sweep, IStore store, LeaseHolder leases, TimeProvider clock, ILogger logger)
{
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var end = await GuardedAsync(() => round.RunAsync(leases, ct), ct);
                await RestAsync(Longer(flow.Poll!.Every, end?.RetryAfter), isHeard: end is { Fault: null }, ct);
            }
        }
        finally
        {
            // However it ends: the poller that follows waits for nobody.
            await leases.ReleaseAsync();
        }
    }

    /// <summary>What came of it; null when it failed, which was told.</summary>
    private async Task<RoundEnd?> GuardedAsync(Func<Task<RoundEnd>> work, CancellationToken ct)
    {
        try
        {
            var end = await work();
            if (end.Fault is { } fault)
            {
                PollFailed(logger, flow.Source, flow.Name, fault, flow.Poll!.Every.TotalMilliseconds);
            }

            return end;
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

        return null;
    }

    /// <summary>
    /// Until the next poll it is found out, step by step, what is gone without a word, unless the source could not even be polled. Between
    /// two polls there is one step at least, so that a sweep ends however often they come.
    /// </summary>
    private async Task RestAsync(TimeSpan pause, bool isHeard, CancellationToken ct)
    {
        var begun = clock.GetTimestamp();
        while (!ct.IsCancellationRequested)
        {
            var wait = TimeSpan.MaxValue;
            if (sweep is not null && isHeard)
            {
                isHeard = await GuardedAsync(
                    async () =>
                    {
                        wait = await sweep.StepAsync(leases, ct);
                        return new RoundEnd(0);
                    },
                    ct) is not null;
            }

            if (pause - clock.GetElapsedTime(begun) is var left && left <= TimeSpan.Zero)
            {
                return;
            }

            // A person who confirms what seems gone waits for no poll.
            await store.Signals.On(SweepTable.TopicOf(flow.Name)).WaitAsync(wait < left ? wait : left, clock, ct).OrEndAsync();
        }
    }

    /// <summary>No source is left alone for longer than a day at its own wish.</summary>
    private static TimeSpan Longer(TimeSpan every, TimeSpan? wish) => wish > every
        ? TimeSpan.FromTicks(Math.Min(wish.Value.Ticks, TimeSpan.TicksPerDay)) : every;

    [LoggerMessage(5020, LogLevel.Warning, "{System} could not be polled for {Flow} ({Reason}); again in {Pause:0} ms")]
    private static partial void PollFailed(ILogger logger, string system, string flow, string reason, double pause);
}
