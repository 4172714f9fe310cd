using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Pairs;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.FirstMatch;

/// <summary>
/// Brings first matches forward, one step and one commit after the other, in one process at a time: whoever takes over goes on where the
/// other one was.
/// </summary>
internal sealed partial class FirstMatchRunner(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, PairLinks links, PairQueue queue, Instance instance,
    IOptions<LeaseOptions> leases, IOptions<MappingOptions> limits, IOptions<FirstMatchOptions> options, ILogger<FirstMatchRunner> logger)
    : BackgroundService
{
    private readonly List<ISystem> _systems = [.. systems];
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var holder = new LeaseHolder(database.Store, FirstMatchTable.Topic, instance.Name, leases.Value, database.Clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (lease, _) = await holder.HoldAsync(stoppingToken);
                if (!await StepAsync(lease, stoppingToken))
                {
                    await database.Store.Signals.On(FirstMatchTable.Topic).WaitAsync(holder.Renewal, database.Clock, stoppingToken);
                }
            }
            catch (LeaseLostException lost)
            {
                holder.Lost(lost.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(error.Message);
                await PauseAsync(null, stoppingToken);
            }
        }

        await holder.ReleaseAsync();
    }

    /// <summary>Takes the next step of the first match that has waited longest.</summary>
    /// <returns>Whether there was one.</returns>
    private async Task<bool> StepAsync(Lease lease, CancellationToken ct)
    {
        if ((await database.Store.ReadAsync(FirstMatchTable.UnderWayAsync, ct)) is not [var run, ..])
        {
            return false;
        }

        if (!flows.ByName.TryGetValue(run.Flow, out var flow) || flow.Pair?.Match is null)
        {
            await EndAsync(run, lease, "There is no such flow in force any more that looks for partners.", ct);
            return true;
        }

        try
        {
            await StepAsync(run, flow, lease, ct);
            _failures = 0;
        }
        catch (Exception error) when (error is not LeaseLostException && !ct.IsCancellationRequested)
        {
            Waits(run.Flow, run.Stage, error.Message);

            // Given up in the end, for those behind it wait meanwhile.
            if (++_failures >= options.Value.FailuresMax)
            {
                _failures = 0;
                await EndAsync(run, lease, error.Message, ct);
                return true;
            }

            await PauseAsync((error as UnreadableSideException)?.RetryAfter, ct);
        }

        return true;
    }

    private async Task StepAsync(FirstMatchRun run, Flow flow, Lease lease, CancellationToken ct)
    {
        var context = new FirstMatchContext(flow, _systems, limits.Value, options.Value, database.Store, database.Clock);

        // Not while it is accepted: what was linked by the old rules stays linked, and the rest has still to be looked at.
        if (run is { State: FirstMatchRun.Running }
            && !string.Equals(run.Rules, FirstMatchContext.PrintOf(flow.Pair!), StringComparison.Ordinal))
        {
            await EndAsync(run, lease, "The flow got other sides, fields or rules meanwhile; start it anew.", ct);
            return;
        }

        if (run is { Stage: FirstMatchRun.Left, Place: "" }
            && await database.Store.WriteAsync(transaction => FirstMatchTable.TidyAsync(transaction, run, options.Value.PageMax), ct))
        {
            return;
        }

        var after = run.Stage switch
        {
            FirstMatchRun.Left or FirstMatchRun.Right => await new FirstMatchReading(context).StepAsync(run, lease, ct),
            FirstMatchRun.Keys => await new FirstMatchPairing(context).GroupAsync(run, lease, ct),
            FirstMatchRun.Scores => await new FirstMatchPairing(context).ScoreAsync(run, lease, ct),
            FirstMatchRun.Verdicts => await new FirstMatchVerdicts(context).StepAsync(run, lease, ct),
            _ => await new FirstMatchAcceptance(context, links, queue).StepAsync(run, lease, ct),
        };
        if (!string.Equals(after.State, run.State, StringComparison.Ordinal))
        {
            Ended(run.Flow, run.Id, after.State);
        }
    }

    private async Task EndAsync(FirstMatchRun run, Lease lease, string reason, CancellationToken ct)
    {
        await database.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                await FirstMatchTable.KeepAsync(
                    transaction, run with { State = FirstMatchRun.Failed, Reason = reason, EndedAt = database.Clock.GetUtcNow() });
                return true;
            },
            ct);
        Ended(run.Flow, run.Id, FirstMatchRun.Failed);
    }

    private Task PauseAsync(TimeSpan? wish, CancellationToken ct) => Task.Delay(
        wish is { } asked && asked > options.Value.Pause
            ? TimeSpan.FromTicks(Math.Min(asked.Ticks, TimeSpan.TicksPerDay)) : options.Value.Pause,
        database.Clock, ct);

    [LoggerMessage(5076, LogLevel.Warning, "the first match of {Flow} waits at {Stage} ({Reason})")]
    private partial void Waits(string flow, string stage, string reason);

    [LoggerMessage(5077, LogLevel.Information, "first match {Id} of {Flow} is {State}")]
    private partial void Ended(string flow, long id, string state);

    [LoggerMessage(5078, LogLevel.Warning, "first matches stand still ({Reason}); tried again")]
    private partial void Failed(string reason);
}
