using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Triggers;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Polling;

/// <summary>
/// Finds out which records of a source are gone without a word: asks for all that the flow knows, batch by batch, and only once all were
/// asked for reads those once more that seem gone. What is gone then is news as if a poll had told it. How far it is stands in the table:
/// whoever has the flow's lease next goes on from there.
/// </summary>
internal sealed partial class Sweep(
    Flow flow, SweepSettings settings, ISystem system, IStore store, SourceNews news, TimeProvider clock, ILogger logger)
{
    private const int ConfirmedMax = 20;
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50), PauseMax = TimeSpan.FromMinutes(5);
    private readonly SweptSource _source = new(flow, system, clock);
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;

    /// <summary>Does the next bit of it.</summary>
    /// <returns>How long to wait before the next one; nothing when there is one now.</returns>
    /// <exception cref="LeaseLostException">Another process has the flow by now; what was committed stays.</exception>
    public async Task<TimeSpan> StepAsync(LeaseHolder leases, CancellationToken ct)
    {
        if (_restsUntil - clock.GetUtcNow() is var rest && rest > TimeSpan.Zero && rest <= TimeSpan.FromDays(1))
        {
            return rest;
        }

        var (lease, _) = await leases.HoldAsync(ct);
        var row = await store.ReadAsync(reader => SweepTable.FindAsync(reader, flow.Cursor), ct);
        return row?.State switch
        {
            SweepRow.Asking => await AskAsync(row, lease, leases, ct),
            SweepRow.Confirming => await ConfirmAsync(row, lease, leases, ct),
            _ when row is not null && LeftOf(row) is var left && left > TimeSpan.Zero => left,
            _ => await BeginAsync(row, lease, ct),
        };
    }

    /// <summary>Does all that is to be done now.</summary>
    /// <inheritdoc cref="StepAsync" />
    public async Task RunAsync(LeaseHolder leases, Func<bool> goesOn, CancellationToken ct)
    {
        while (goesOn() && await StepAsync(leases, ct) == TimeSpan.Zero)
        {
            // The step was the work.
        }
    }

    /// <summary>A clock that was set back makes no pause longer.</summary>
    private TimeSpan LeftOf(SweepRow row) => row.EndedAt + settings.Every - clock.GetUtcNow() is { } left && left < settings.Every
        ? left : settings.Every;

    private async Task<TimeSpan> BeginAsync(SweepRow? before, Lease lease, CancellationToken ct)
    {
        await CommitAsync(
            lease, transaction => SweepTable.BeginAsync(transaction, before, flow.Cursor, flow.Name, clock.GetUtcNow()), ct);
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan> AskAsync(SweepRow row, Lease lease, LeaseHolder leases, CancellationToken ct)
    {
        var known = await store.ReadAsync(reader => KnownRecords.NextAsync(reader, flow, row.Place, _source.BatchMax), ct);
        if (known.Count == 0)
        {
            return await JudgeAsync(row, lease, ct);
        }

        var reply = await _source.MissingAsync([.. known.Select(static one => one.Id)], () => leases.HoldAsync(ct), ct);
        if (reply.Value is not { } missing)
        {
            return await FailAsync(row, reply.Failure!, lease, ct);
        }

        var next = row with { Place = known[^1].Place, Asked = row.Asked + known.Count, Gone = row.Gone + missing.Count, Reason = null };
        await ChangeAsync(
            next, lease,
            async transaction =>
            {
                await SweepTable.AddMissingAsync(transaction, flow.Cursor, missing.Select(id => flow.SubjectPrefix + id));
                return missing.Count;
            },
            ct);
        return TimeSpan.Zero;
    }

    /// <summary>All were asked for: is it likely that so many are gone?</summary>
    private async Task<TimeSpan> JudgeAsync(SweepRow row, Lease lease, CancellationToken ct)
    {
        if (row.Gone == 0)
        {
            return await EndAsync(row with { State = SweepRow.Done }, lease, ct);
        }

        if (!settings.IsTooMany(row.Asked, row.Gone))
        {
            await ChangeAsync(row with { State = SweepRow.Confirming }, lease, null, ct);
            return TimeSpan.Zero;
        }

        Held(logger, flow.Name, row.Gone, row.Asked, flow.Source);
        var reason = FormattableString.Invariant(
            $"{row.Gone} of {row.Asked} records of {flow.Source} seem gone. None counts as deleted until a person confirms it.");
        return await EndAsync(row with { State = SweepRow.Held, Reason = reason }, lease, ct);
    }

    /// <summary>Each is read once more; what is there again is let alone, what is gone is told.</summary>
    private async Task<TimeSpan> ConfirmAsync(SweepRow row, Lease lease, LeaseHolder leases, CancellationToken ct)
    {
        var subjects = await store.ReadAsync(reader => SweepTable.MissingAsync(reader, flow.Cursor, ConfirmedMax), ct);
        if (subjects.Count == 0)
        {
            return await EndAsync(row with { State = SweepRow.Done }, lease, ct);
        }

        var askedAt = clock.GetUtcNow();
        var reply = await _source.GoneAsync(
            [.. subjects.Select(subject => subject[flow.SubjectPrefix.Length..])], () => leases.HoldAsync(ct), ct);
        if (reply.Value is not { } gone)
        {
            return await FailAsync(row, reply.Failure!, lease, ct);
        }

        var told = await ChangeAsync(
            row with { Reason = null }, lease,
            async transaction =>
            {
                await SweepTable.RemoveMissingAsync(transaction, flow.Cursor, subjects);
                return await news.TakeInAsync(transaction, [.. gone.Select(Deleted)], askedAt);
            },
            ct);
        if (told > 0)
        {
            Found(logger, flow.Name, told, flow.Source);
        }

        return TimeSpan.Zero;
    }

    private static SourceRecord Deleted(string id) => new(id, "", ReadOnlyMemory<byte>.Empty) { IsDeleted = true };

    private async Task<TimeSpan> EndAsync(SweepRow row, Lease lease, CancellationToken ct)
    {
        var end = row with { EndedAt = clock.GetUtcNow(), Reason = row.State is SweepRow.Held ? row.Reason : null };
        await ChangeAsync(end, lease, null, ct);
        return settings.Every;
    }

    /// <summary>Nothing is known of any record of the batch: it is asked for again after a while.</summary>
    private async Task<TimeSpan> FailAsync(SweepRow row, Failure failure, Lease lease, CancellationToken ct)
    {
        var tenth = settings.Every / 10;
        var pause = tenth < PauseMin ? PauseMin : tenth > PauseMax ? PauseMax : tenth;
        if (failure.RetryAfter is { } wish && wish > pause)
        {
            pause = wish < TimeSpan.FromDays(1) ? wish : TimeSpan.FromDays(1);
        }

        _restsUntil = clock.GetUtcNow() + pause;
        Failed(logger, flow.Source, flow.Name, failure.Message, pause.TotalMilliseconds);
        await ChangeAsync(row with { Reason = failure.Message }, lease, null, ct);
        return pause;
    }

    /// <summary>
    /// Writes it on with what belongs to it, unless somebody was faster: then the next step sees what is so. The lease is that of before
    /// the records were asked for: whoever had another one since may know better.
    /// </summary>
    /// <returns>What came of what belongs to it; nothing when somebody was faster.</returns>
    private Task<int> ChangeAsync(SweepRow row, Lease lease, Func<ITransaction, ValueTask<int>>? also, CancellationToken ct) =>
        CommitAsync(
            lease,
            async transaction => await SweepTable.ChangeAsync(transaction, row) && also is not null ? await also(transaction) : 0,
            ct);

    private Task<T> CommitAsync<T>(Lease lease, Func<ITransaction, ValueTask<T>> write, CancellationToken ct) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            return await write(transaction);
        },
        ct);

    [LoggerMessage(5081, LogLevel.Error, "{Flow}: {Gone} of {Asked} records of {System} seem gone; none counts as deleted until a person "
        + "confirms it")]
    private static partial void Held(ILogger logger, string flow, long gone, long asked, string system);

    [LoggerMessage(5082, LogLevel.Information, "{Flow}: {Count} records of {System} are gone without a word, and count as deleted")]
    private static partial void Found(ILogger logger, string flow, int count, string system);

    [LoggerMessage(5083, LogLevel.Warning, "{System} could not be asked for {Flow} which records are there ({Reason}); again in "
        + "{Pause:0} ms")]
    private static partial void Failed(ILogger logger, string system, string flow, string reason, double pause);
}
