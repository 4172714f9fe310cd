using System.Text.Json;
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
    private const int PageMax = 500;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = flow.Poll!.Every;
            try
            {
                var (lease, _) = await leases.HoldAsync(ct);
                pause = Longer(pause, await PollAsync(lease, ct));
            }
            catch (LeaseLostException lost)
            {
                leases.Lost(lost.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                PollFailed(logger, flow.Source, flow.Name, error.Message, flow.Poll!.Every.TotalMilliseconds);
            }

            await Task.Delay(pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await leases.ReleaseAsync();
    }

    /// <summary>No source is left alone for longer than a day at its own wish.</summary>
    private static TimeSpan Longer(TimeSpan every, TimeSpan? wish) => wish > every
        ? TimeSpan.FromTicks(Math.Min(wish.Value.Ticks, TimeSpan.TicksPerDay)) : every;

    /// <summary>Reads page after page until there is no more.</summary>
    /// <returns>How long the source asked to be left alone; null when it did not.</returns>
    private async Task<TimeSpan?> PollAsync(Lease lease, CancellationToken ct)
    {
        var cursor = await store.ReadAsync(
            reader => reader.FirstAsync("select cursor from poll_cursors where flow = $1", static row => row.Text(0), flow.Name), ct);
        var request = new ChangesRequest(flow.Kind, cursor, PageMax) { StartsRound = true, Overlap = flow.Poll!.Overlap };
        while (true)
        {
            var askedAt = clock.GetUtcNow();
            var reply = await AskAsync(request, ct);
            if (reply.Failure is { } failure)
            {
                PollFailed(logger, flow.Source, flow.Name, failure.Message, flow.Poll.Every.TotalMilliseconds);
                return failure.RetryAfter;
            }

            var page = reply.Value!;
            if (Fault(request, page) is { } fault)
            {
                PollFailed(logger, flow.Source, flow.Name, fault, flow.Poll.Every.TotalMilliseconds);
                return null;
            }

            if (ReferenceEquals(page, ChangesPage.StartOver))
            {
                StartsOver(logger, flow.Source, flow.Name);
                request = request with { Cursor = null, StartsRound = true };
                continue;
            }

            await TakeInAsync(page, askedAt, lease, ct);
            if (!page.More)
            {
                return null;
            }

            request = new ChangesRequest(flow.Kind, page.Next, PageMax);
        }
    }

    private async Task<Reply<ChangesPage>> AskAsync(ChangesRequest request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(flow.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        return await source.ChangesAsync(request, both.Token).WaitAsync(both.Token);
    }

    /// <summary>What of a page would make the reading go round for ever, or nowhere.</summary>
    private static string? Fault(ChangesRequest request, ChangesPage page) => page switch
    {
        _ when ReferenceEquals(page, ChangesPage.StartOver) => request.Cursor is null ? "it can't begin at its beginning" : null,
        { Next.Length: > ChangesPage.CursorMax } => $"its cursor is longer than {ChangesPage.CursorMax} characters",
        { More: true } when page.Next is null || string.Equals(page.Next, request.Cursor, StringComparison.Ordinal) =>
            "it says that there is more, but its cursor does not move",
        _ => null,
    };

    /// <summary>Commits the deliveries of a page together with the cursor behind it.</summary>
    private Task<bool> TakeInAsync(ChangesPage page, DateTimeOffset askedAt, Lease lease, CancellationToken ct) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var now = clock.GetUtcNow();
            var news = await NewsAsync(transaction, page.Records, askedAt);
            foreach (var delivery in await NewDeliveries.AddAsync(transaction, news, parts, now))
            {
                transaction.OnCommitted(() => dispatchers.Offer(delivery));
            }

            if (page.Next is { } next)
            {
                await transaction.SendAsync(
                    "insert into poll_cursors (flow, cursor) values ($1, $2) on conflict (flow) do update set cursor = excluded.cursor",
                    flow.Name, next);
            }

            if (!page.More)
            {
                await transaction.SendAsync("update poll_cursors set polled_at = $2 where flow = $1", flow.Name, askedAt);
            }

            return true;
        },
        ct);

    /// <summary>
    /// What of a page this flow has not seen and wants; all of it is seen from now on. What is decided by stays as it is, for nobody else polls
    /// under the lease that was checked. A record that does not say when it changed did so before it was asked for: an erasure since then
    /// is one of it.
    /// </summary>
    private async ValueTask<IReadOnlyList<Change>> NewsAsync(
        ITransaction transaction, IReadOnlyList<SourceRecord> records, DateTimeOffset askedAt)
    {
        var fit = records.Where(IsFit).ToList();
        var seen = await SeenAsync(transaction, fit);
        var newest = new Dictionary<string, SeenRecord>(StringComparer.Ordinal);
        var news = new List<Change>();
        foreach (var record in fit)
        {
            var subject = flow.SubjectPrefix + record.Id;
            var known = seen.GetValueOrDefault(subject);
            if (SeenRecord.News(subject, record, known) is not { } fresh)
            {
                continue;
            }

            // A record that changed before its first poll is still new to this flow, whatever its version says.
            seen[subject] = newest[subject] = fresh;
            if (flow.On.Contains(fresh.ChangeAfter(known)))
            {
                news.Add(new Change(
                    flow, subject, fresh.Number, record.ChangedAt ?? askedAt,
                    record.IsDeleted ? "null"u8.ToArray() : record.Data.ToArray()));
            }
        }

        await NoteSeenAsync(transaction, newest.Values);
        return news;
    }

    /// <summary>A record whose id nothing can be called by is passed over, so that it stops no other; but it is told.</summary>
    private bool IsFit(SourceRecord record)
    {
        var isFit = record.Id.Length is > 0 and <= SourceRecord.IdMax && !record.Id.Any(char.IsControl);
        if (!isFit)
        {
            IdRefused(logger, flow.Source, flow.Kind, record.Id.Length, flow.Name);
        }

        return isFit;
    }

    private async ValueTask<Dictionary<string, SeenRecord>> SeenAsync(ITransaction transaction, IReadOnlyList<SourceRecord> records)
    {
        var rows = await transaction.QueryAsync(
            $"""
            select s.subject, s.version, s.ordering, s.number, s.is_deleted
            from ({transaction.Dialect.Texts("$2")}) as page join poll_seen s on s.flow = $1 and s.subject = page.value
            """,
            static row => new SeenRecord(row.Text(0), row.Text(1), row.Int64(2), row.Int64(3), row.Int64(4)),
            flow.Name, SqlValue.List(records.Select(record => flow.SubjectPrefix + record.Id).Distinct(StringComparer.Ordinal)));
        return rows.ToDictionary(static row => row.Subject, StringComparer.Ordinal);
    }

    private ValueTask NoteSeenAsync(ITransaction transaction, IReadOnlyCollection<SeenRecord> newest) => transaction.SendAsync(
        $"""
        insert into poll_seen (flow, subject, version, ordering, number, is_deleted)
        select $1, subject, version, ordering, number, gone
        from {transaction.Dialect.Rows("$2", ["ordering", "number", "gone"], ["subject", "version"])} where true
        on conflict (flow, subject) do update set version = excluded.version, ordering = excluded.ordering, number = excluded.number,
          is_deleted = excluded.is_deleted
        """,
        flow.Name, JsonSerializer.Serialize([.. newest], SeenJson.Default.SeenRecordArray));

    [LoggerMessage(5021, LogLevel.Warning, "{System} does not know how far {Flow} has read; everything is read again")]
    private static partial void StartsOver(ILogger logger, string system, string flow);

    [LoggerMessage(5022, LogLevel.Error, "a {Kind} of {System} has an id of {Length} characters that can't be used; {Flow} passes over it")]
    private static partial void IdRefused(ILogger logger, string system, string kind, int length, string flow);

    [LoggerMessage(5020, LogLevel.Warning, "{System} could not be polled for {Flow} ({Reason}); again in {Pause:0} ms")]
    private static partial void PollFailed(ILogger logger, string system, string flow, string reason, double pause);
}
