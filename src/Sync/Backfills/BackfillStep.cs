using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Backfills;

/// <summary>One step of a backfill: its deliveries, and how far it is then, are one commit.</summary>
internal sealed partial class BackfillStep(SyncDatabase database, BackfillPages pages, TriggerOptions options, ILogger logger)
{
    private const int DoublingsMax = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads a page and makes deliveries of what is missing.</summary>
    /// <returns>How long to wait before the next step; null when there is none for now.</returns>
    public async Task<TimeSpan?> ReadAsync(BackfillJob job, Flow flow, Lease lease, CancellationToken ct)
    {
        var begun = database.Clock.GetTimestamp();
        var limit = (int)Math.Min(BackfillPages.PageMax, job.PerSecond ?? BackfillPages.PageMax);
        var request = job.Cursor is null
            ? BackfillPages.First(flow, job.Since, limit)
            : new ChangesRequest(flow.Kind, job.Cursor, limit) { StartsRound = job.Failures > 0 };
        var reply = await pages.AskAsync(flow, request, ct);
        if (reply.Failure is { } failure)
        {
            return await FailAsync(job, failure, lease, ct);
        }

        var page = reply.Value!;
        if (ReferenceEquals(page, ChangesPage.StartOver))
        {
            return await WriteAsync(job, lease, transaction => BackfillTable.StartOverAsync(transaction, job.Id, Now), ct)
                ? TimeSpan.Zero
                : null;
        }

        var pause = PauseOf(job, page, database.Clock.GetElapsedTime(begun));
        var isRunning = await WriteAsync(
            job, lease,
            async transaction =>
            {
                var queued = await pages.AddAsync(transaction, flow, page.Records);
                var took = (long)(database.Clock.GetElapsedTime(begun) + (pause ?? TimeSpan.Zero)).TotalMilliseconds;
                await BackfillTable.ProgressAsync(
                    transaction, job.Id, page.Next, page.Records.Count, queued, Math.Max(1, took), !page.More, Now);
            },
            ct);
        if (isRunning && !page.More)
        {
            Done(logger, job.Id, job.Flow);
        }

        return isRunning && page.More ? pause : null;
    }

    /// <summary>
    /// Counts the records that there are to be read, so that how far it is can be told. That takes as long as there are pages, so before
    /// each of them the lease is held, and it is looked whether somebody has stopped it.
    /// </summary>
    /// <inheritdoc cref="ReadAsync" />
    public async Task<TimeSpan?> CountAsync(BackfillJob job, Flow flow, LeaseHolder holder, CancellationToken ct)
    {
        var request = BackfillPages.First(flow, job.Since, BackfillPages.PageMax);
        long total = 0;
        while (true)
        {
            var (lease, isNew) = await holder.HoldAsync(ct);
            if (isNew || !await database.Store.ReadAsync(reader => BackfillTable.IsCountingAsync(reader, job.Id), ct))
            {
                // Whoever had the lease in between may have counted already.
                return TimeSpan.Zero;
            }

            var reply = await pages.AskAsync(flow, request, ct);
            if (reply.Failure is { } failure)
            {
                return await FailAsync(job, failure, lease, ct);
            }

            var page = reply.Value!;
            total += page.Records.Count;
            if (!page.More)
            {
                return await WriteAsync(job, lease, transaction => BackfillTable.CountedAsync(transaction, job.Id, total, Now), ct)
                    ? TimeSpan.Zero
                    : null;
            }

            request = new ChangesRequest(flow.Kind, page.Next, BackfillPages.PageMax);
        }
    }

    private DateTimeOffset Now => database.Clock.GetUtcNow();

    /// <summary>What is left of the time that a page may take at least.</summary>
    private static TimeSpan? PauseOf(BackfillJob job, ChangesPage page, TimeSpan took)
    {
        if (!page.More)
        {
            return null;
        }

        var least = job.PerSecond is { } most ? TimeSpan.FromSeconds(page.Records.Count / (double)most) : TimeSpan.Zero;
        return least > took ? least - took : TimeSpan.Zero;
    }

    private async Task<TimeSpan?> FailAsync(BackfillJob job, Failure failure, Lease lease, CancellationToken ct)
    {
        var grown = FirstPause * Math.Pow(2, Math.Min(job.Failures, DoublingsMax));
        var pause = failure.RetryAfter is { } wish && wish > TimeSpan.Zero && wish < TimeSpan.FromDays(1) ? wish
            : grown < options.PauseMax ? grown : options.PauseMax;
        DateTimeOffset? next = job.Failures + 1 >= options.BackfillFailuresMax ? null : Now + pause;
        await WriteAsync(job, lease, transaction => BackfillTable.FailedAsync(transaction, job.Id, failure.Message, Now, next), ct);
        Failed(logger, job.Id, job.Flow, failure.Message);
        return null;
    }

    /// <summary>Commits, unless somebody has stopped it meanwhile; then nothing is committed, and false is returned.</summary>
    private Task<bool> WriteAsync(BackfillJob job, Lease lease, Func<ITransaction, ValueTask> write, CancellationToken ct) =>
        database.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                if (!await BackfillTable.IsRunningAsync(transaction, job.Id))
                {
                    return false;
                }

                await write(transaction);
                return true;
            },
            ct);

    [LoggerMessage(5069, LogLevel.Information, "backfill {Id} of {Flow} has come to its end")]
    private static partial void Done(ILogger logger, long id, string flow);

    [LoggerMessage(5070, LogLevel.Warning, "backfill {Id} of {Flow} could not go on: {Reason}")]
    private static partial void Failed(ILogger logger, long id, string flow, string reason);
}
