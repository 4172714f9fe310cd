using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Replays;

/// <summary>
/// Makes deliveries of dead letters again, a few at a time; one process at a time, held by a lease. How far a replay has come moves in the
/// commit that puts its deliveries back into their lanes: killed at any moment, it goes on where it was, and puts none back twice.
/// </summary>
internal sealed partial class ReplayWorker(
    SyncDatabase database, FlowRegistry flows, DispatcherSet dispatchers, Instance instance, IOptions<LeaseOptions> leases,
    IOptions<ReplayOptions> options, ILogger<ReplayWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100), Rest = TimeSpan.FromMilliseconds(500);
    private readonly LeaseHolder _lease = new(database.Store, "replays", instance.Name, leases.Value, database.Clock);
    private readonly Dictionary<long, Throttle> _throttles = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var pause = await LookAsync(stoppingToken);
                await database.Store.Signals.On(ReplayTable.Topic).WaitAsync(pause, database.Clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // Whoever starts next goes on.
            }
            catch (Exception error)
            {
                if (error is LeaseLostException lost)
                {
                    _lease.Lost(lost.Token);
                }

                Stopped(logger, error.Message);
                await Task.Delay(options.Value.LookInterval, database.Clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Moves each replay that runs; tells how long to wait before the next look.</summary>
    private async Task<TimeSpan> LookAsync(CancellationToken ct)
    {
        if ((await database.Store.AskAsync(Replay.RunningAsync, ct)).Count == 0)
        {
            await _lease.ReleaseAsync();
            _throttles.Clear();
            return options.Value.LookInterval;
        }

        // Another process may have it: then this one waits here until that is gone, or has nothing left to do.
        var (held, _) = await _lease.HoldAsync(ct);
        var pause = Rest;
        foreach (var replay in await database.Store.AskAsync(Replay.RunningAsync, ct))
        {
            pause = await MoveAsync(held, replay, ct) ? Tick : pause;
        }

        return pause;
    }

    /// <summary>Tells whether it has more to put back.</summary>
    private async Task<bool> MoveAsync(Lease held, Replay replay, CancellationToken ct)
    {
        var (open, parked) = await database.Store.AskAsync(reader => ReplayTable.OpenAsync(reader, replay.Id), ct);
        if (replay.IsAtEnd)
        {
            await (open > 0 ? Task.CompletedTask : WriteAsync(held, replay, [], replay.LastId, ct));
            return false;
        }

        if (!_throttles.TryGetValue(replay.Id, out var throttle))
        {
            _throttles[replay.Id] = throttle = new Throttle(replay.PerSecond, database.Clock);
        }

        // Those that wait for the link of another record hold up nobody.
        var room = (int)Math.Min(throttle.Available, options.Value.OpenMax - (open - parked));
        if (room > 0)
        {
            var ids = await database.Store.AskAsync(
                reader => (replay.Choice with { Flows = flows.ByName.Keys }).FindAsync(reader, replay.LastId, room), ct);

            // Paid for before the commit, also when that fails: a fault must not make it go faster.
            throttle.Take(ids.Count);
            await WriteAsync(held, replay, ids, ids.Count < room ? replay.Choice.Newest!.Value : ids[^1], ct);
        }

        return true;
    }

    private async Task WriteAsync(Lease held, Replay replay, IReadOnlyList<long> ids, long last, CancellationToken ct)
    {
        if (await database.Store.WriteAsync(transaction => MoveAsync(transaction, held, replay, ids, last), ct) is { } counts)
        {
            _throttles.Remove(replay.Id);
            Finished(logger, replay.Id, counts.Done, counts.Failed);
        }
    }

    /// <summary>One commit: the deliveries, and how far the replay is. Gives what came of it when it ended with that.</summary>
    private async ValueTask<ReplayCounts?> MoveAsync(
        ITransaction transaction, Lease held, Replay read, IReadOnlyList<long> ids, long last)
    {
        await held.CheckAsync(transaction);

        // Paused, cancelled or moved since it was read: what was chosen by then is chosen anew.
        if (await Replay.HoldAsync(transaction, read.Id) is not { State: Replay.Running } replay || replay.LastId != read.LastId)
        {
            return null;
        }

        var now = database.Clock.GetUtcNow();
        if (last != replay.LastId)
        {
            var revived = ids.Count == 0 ? 0 : await DeliveryTable.ReviveAsync(
                transaction, SqlValue.List(ids), now, replay.Payload is "current", replay: replay.Id);
            await ReplayTable.MoveAsync(transaction, replay, last, revived, now);
            transaction.OnCommitted(dispatchers.WakeAll);
        }

        var counts = last < replay.Choice.Newest ? null : await ReplayTable.CountAsync(transaction, replay.Id);
        if (counts is not { Open: 0 })
        {
            return null;
        }

        await ReplayTable.FinishAsync(transaction, replay, counts, now);
        return counts;
    }

    [LoggerMessage(5075, LogLevel.Information, "the replay {Id} is finished: {Done} done, {Failed} dead letters again")]
    private static partial void Finished(ILogger logger, long id, long done, long failed);

    [LoggerMessage(5071, LogLevel.Warning, "replays could not go on ({Reason}); again in a while")]
    private static partial void Stopped(ILogger logger, string reason);
}
