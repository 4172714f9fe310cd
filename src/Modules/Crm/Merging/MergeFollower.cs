using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Merging;

/// <summary>
/// Has the records of all modules follow the merges that Crm committed, and go back with those that are undone, until all is done. One
/// process at a time, held by a lease; one that is paused and comes late changes nothing, for the parts note down what was undone.
/// </summary>
internal sealed partial class MergeFollower(
    CrmDatabase database, IEnumerable<IMergePart> parts, Instance instance, IOptions<LeaseOptions> leases, IOptions<MergeOptions> options,
    ILogger<MergeFollower> logger) : BackgroundService
{
    /// <summary>Rung behind each commit of a merge or an undo.</summary>
    public const string Topic = "customer-merges";

    /// <summary>
    /// When somebody looks again after all has followed. Whoever had asked for the customer before the merge, and commits behind it, leaves
    /// something for a customer that is gone.
    /// </summary>
    private static readonly TimeSpan[] LaterLooks = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    private readonly LeaseHolder _lease = new(database.Store, Topic, instance.Name, leases.Value, database.Clock);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync();
    }

    /// <summary>Does what is due; true when there was anything.</summary>
    public async Task<bool> RunDueAsync(Lease? lease, CancellationToken ct)
    {
        var due = await database.Store.AskAsync(
            reader => MergeTable.ListDueAsync(reader, database.Clock.GetUtcNow(), options.Value.BatchMax), ct);
        foreach (var merge in due)
        {
            await RunAsync(merge, lease, ct);
        }

        return due.Count > 0;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rung = database.Store.Signals.On(Topic);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (lease, _) = await _lease.HoldAsync(stoppingToken);
                if (await RunDueAsync(lease, stoppingToken))
                {
                    continue;
                }
            }
            catch (LeaseLostException lost)
            {
                _lease.Lost(lost.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(logger, error.Message);
            }

            await rung.WaitAsync(options.Value.PollInterval, database.Clock, stoppingToken);
        }
    }

    /// <summary>One kind of record that can't move keeps no other waiting.</summary>
    private async Task RunAsync(MergeRow merge, Lease? lease, CancellationToken ct)
    {
        var isDone = true;
        foreach (var part in parts)
        {
            try
            {
                await RunAsync(merge, part, lease, ct);
            }
            catch (Exception error) when (error is not (OperationCanceledException or LeaseLostException)
                || (error is OperationCanceledException && !ct.IsCancellationRequested))
            {
                isDone = false;
                NotMoved(logger, part.Name, merge.Id, error.Message);
                await NoteAsync(merge, new MergePartView(part.Name, 0, IsDone: false,
                    "It can't be done at the moment; it is tried again."), lease, ct);
            }
        }

        await database.Store.WriteAsync(
            async transaction =>
            {
                await CheckAsync(lease, transaction);
                var (state, looks, dueAt) = Next(merge, isDone, database.Clock.GetUtcNow(), options.Value.RetryAfter);
                await MergeTable.SettleAsync(transaction, merge, state, looks, dueAt);
                return true;
            },
            ct);
    }

    private async Task RunAsync(MergeRow merge, IMergePart part, Lease? lease, CancellationToken ct)
    {
        MergeProgress progress;
        do
        {
            progress = merge.State is MergeState.Undoing ? await part.RestoreAsync(merge.Told, ct) : await part.FollowAsync(merge.Told, ct);
            await NoteAsync(merge, new MergePartView(part.Name, progress.Moved, progress.IsDone, null), lease, ct);
        }
        while (!progress.IsDone);
    }

    /// <summary>What becomes of a merge after a look.</summary>
    private static (string State, int Looks, DateTimeOffset? DueAt) Next(
        MergeRow merge, bool isDone, DateTimeOffset now, TimeSpan retryAfter)
    {
        if (!isDone)
        {
            return (merge.State, merge.Looks, now + retryAfter);
        }

        return merge.State is MergeState.Undoing
            ? (MergeState.Undone, merge.Looks, null)
            : (MergeState.Done, merge.Looks + 1, merge.Looks < LaterLooks.Length ? now + LaterLooks[merge.Looks] : null);
    }

    private Task NoteAsync(MergeRow merge, MergePartView part, Lease? lease, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            await CheckAsync(lease, transaction);
            await MergeTable.NoteAsync(transaction, merge.Id, part);
            return true;
        },
        ct);

    private static ValueTask CheckAsync(Lease? lease, ITransaction transaction) => lease?.CheckAsync(transaction)
        ?? ValueTask.CompletedTask;

    [LoggerMessage(2010, LogLevel.Error, "{Part} can't follow merge {Id} ({Reason}); it is tried again later")]
    private static partial void NotMoved(ILogger logger, string part, long id, string reason);

    [LoggerMessage(2011, LogLevel.Warning, "merges of customers could not be looked after ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
