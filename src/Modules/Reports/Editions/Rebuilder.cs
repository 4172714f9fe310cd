using System.Text.Json;
using Lockstep.Contracts.Systems;
using Lockstep.Reports.Facts;
using Lockstep.Reports.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Editions;

/// <summary>
/// Builds the facts anew from the records of the modules, beside those that answer; one process at a time, held by a lease. Events that
/// arrive
/// meanwhile go into both editions, and of a record that is both read and heard of the newer version stays: so nothing is missed, whichever
/// comes first. Killed in the middle, it is begun again.
/// </summary>
internal sealed partial class Rebuilder(
    ReportsDatabase database, IEnumerable<IRecordPages> sources, Instance instance, IOptions<LeaseOptions> leases,
    IOptions<RebuildOptions> options, ILogger<Rebuilder> logger) : BackgroundService
{
    private const int CleanRows = 2_000;
    private const int DoublingsMax = 20;
    private readonly LeaseHolder _lease = new(database.Store, "reports-rebuild", instance.Name, leases.Value, database.Clock);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The work ends first: given back under it, the lease would let another process begin beside it.
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                await database.Store.Signals.On(RebuildTable.Topic).WaitAsync(options.Value.RebuildInterval, database.Clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The next start goes on.
            }
            catch (Exception error)
            {
                await FailedAsync(error, stoppingToken);
            }
        }
    }

    private async Task FailedAsync(Exception error, CancellationToken ct)
    {
        if (error is LeaseLostException lost)
        {
            _lease.Lost(lost.Token);
        }

        Failed(logger, error.Message);
        await Task.Delay(options.Value.RebuildInterval, database.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Does what was asked for. Without work no lease is taken, so that a process which has some need not wait for this
    /// one.</summary>
    private async Task LookAsync(CancellationToken ct)
    {
        while (await OpenAsync(ct) > 0)
        {
            var (held, _) = await _lease.HoldAsync(ct);

            // Asked again under the lease: another process may have done it while we waited.
            if (await OpenAsync(ct) is > 0 and var id)
            {
                await TryAsync(held, id, ct);
            }
        }

        if (await database.Store.AskAsync(static reader => reader.FirstAsync("select count(*) from old_editions", static row =>
            row.Int64(0)), ct) > 0)
        {
            await CleanAsync(ct);
        }

        await _lease.ReleaseAsync();
    }

    private ValueTask<long> OpenAsync(CancellationToken ct) =>
        database.Store.AskAsync(reader => RebuildTable.OpenAsync(reader, database.Clock.GetUtcNow()), ct);

    /// <summary>An attempt that fails is noted down with the reason, and the next one waits twice as long as the one before.</summary>
    private async Task TryAsync(Lease held, long id, CancellationToken ct)
    {
        try
        {
            // First what an attempt that came to nothing left behind: many of them would fill the disk.
            await CleanAsync(ct);
            await RebuildAsync(held, id, ct);
        }
        catch (Exception error) when (error is not LeaseLostException && !ct.IsCancellationRequested)
        {
            var attempts = await database.Store.AskAsync(reader => RebuildTable.AttemptsAsync(reader, id), ct);
            var delay = options.Value.RebuildInterval * Math.Pow(2, Math.Min(attempts, DoublingsMax));
            var next = database.Clock.GetUtcNow() + (delay < options.Value.RebuildDelayMax ? delay : options.Value.RebuildDelayMax);
            Failed(logger, error.Message);

            // Lost and taken again, another process may have begun anew in between: this failure is not that one's.
            var (current, isNew) = await _lease.HoldAsync(ct);
            if (!isNew)
            {
                var reason = error.Message.ReplaceLineEndings(" ");
                await WriteAsync(current, transaction => RebuildTable.FailedAsync(transaction, id, reason, next), ct);
            }
        }
    }

    private async Task RebuildAsync(Lease held, long id, CancellationToken ct)
    {
        var since = database.Clock.GetTimestamp();

        // From this commit on events go into both editions: what changes while the records are read is not missed.
        var edition = await WriteAsync(
            held,
            async transaction =>
            {
                await RebuildTable.StartAsync(transaction, id, database.Clock.GetUtcNow());
                return await EditionTable.BeginAsync(transaction);
            },
            ct);
        long records = 0;
        foreach (var kind in FactBatch.Kinds)
        {
            foreach (var source in sources.Where(source => string.Equals(source.Kind, kind, StringComparison.Ordinal)))
            {
                records += await ReadAsync(source, id, edition, ct);
            }
        }

        (held, var isNew) = await _lease.HoldAsync(ct);
        if (isNew)
        {
            throw new LeaseLostException(held.Name, held.Token - 1);
        }

        await WriteAsync(
            held,
            async transaction =>
            {
                await EditionTable.SwitchAsync(transaction, edition);
                await RebuildTable.FinishAsync(transaction, id, database.Clock.GetUtcNow());
                return true;
            },
            ct);
        Rebuilt(logger, records, database.Clock.GetElapsedTime(since).TotalSeconds);
    }

    private async Task<long> ReadAsync(IRecordPages source, long id, long edition, CancellationToken ct)
    {
        long after = 0, records = 0;
        while (true)
        {
            // Held anew before each page: one that was lost in between belongs to a process that begins again, with an edition of its own.
            var (held, isNew) = await _lease.HoldAsync(ct);
            if (isNew)
            {
                throw new LeaseLostException(held.Name, held.Token - 1);
            }

            var page = await source.ReadAsync(after, options.Value.RebuildPage, ct);
            await TakeInAsync(held, source.Kind, page, id, edition, ct);
            records += page.Count;
            if (page.Count < options.Value.RebuildPage)
            {
                return records;
            }

            after = page[^1].Id;
        }
    }

    private async Task TakeInAsync(Lease held, string kind, IReadOnlyList<ChangedRecord> page, long id, long edition, CancellationToken ct)
    {
        try
        {
            await WritePageAsync(held, kind, page, id, edition, ct);
        }
        catch (Exception error) when (error is StoreException { Fault: StoreFault.Statement } or JsonException or OverflowException)
        {
            if (page.Count == 1)
            {
                Skipped(logger, kind, page[0].Id, error.Message);
                return;
            }

            // One of them can't be taken in: the others must not go without their reports for that.
            foreach (var record in page)
            {
                await TakeInAsync(held, kind, [record], id, edition, ct);
            }
        }
    }

    private Task<bool> WritePageAsync(Lease held, string kind, IReadOnlyList<ChangedRecord> page, long id, long edition,
        CancellationToken ct)
    {
        var news = new FactBatch();
        foreach (var record in page)
        {
            news.Add(kind, record.Id, record.Version, record.Data);
        }

        return WriteAsync(
            held,
            async transaction =>
            {
                await FactWriter.ApplyAsync(transaction, edition, news);
                await RebuildTable.ProgressAsync(transaction, id, kind, page.Count);
                return true;
            },
            ct);
    }

    private async Task CleanAsync(CancellationToken ct)
    {
        bool isMore;
        do
        {
            var (held, _) = await _lease.HoldAsync(ct);
            isMore = await WriteAsync(held, static transaction => EditionTable.CleanAsync(transaction, CleanRows), ct);
        }
        while (isMore);
    }

    /// <summary>Only while the lease is held: whoever took it over has begun an edition of its own.</summary>
    private Task<T> WriteAsync<T>(Lease held, Func<ITransaction, ValueTask<T>> write, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            await held.CheckAsync(transaction);
            await transaction.LockAsync(FactWriter.Lock);
            return await write(transaction);
        },
        ct);

    [LoggerMessage(9020, LogLevel.Information, "reports are built anew from {Records} records, in {Seconds:0.0} s")]
    private static partial void Rebuilt(ILogger logger, long records, double seconds);

    [LoggerMessage(9021, LogLevel.Warning, "reports could not be built ({Reason}); they answer as before, and it is begun again")]
    private static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(9022, LogLevel.Error, "the {Kind} {Id} can't be taken into the reports: {Reason}")]
    private static partial void Skipped(ILogger logger, string kind, long id, string reason);
}
