using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Polling;

/// <summary>
/// Asks a system that can't push for changes, every so often. Each poll starts a little before the newest change seen, for changes that
/// become visible late; what it meets again is known by its version.
/// </summary>
internal sealed partial class Poller(
    Flow flow, IConnector connector, IStore store, LeaseHolder leases, Parts parts, DispatcherSet dispatchers, TimeProvider clock,
    ILogger logger)
{
    private const int PageMax = 500;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var (lease, _) = await leases.HoldAsync(ct);
                await PollAsync(lease, ct);
            }
            catch (LeaseLostException lost)
            {
                leases.Lost(lost.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                PollFailed(logger, flow.Source, flow.Name, error.Message, flow.Poll!.Every.TotalMilliseconds);
            }

            await Task.Delay(flow.Poll!.Every, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await leases.ReleaseAsync();
    }

    /// <summary>Reads page after page until one is not full.</summary>
    private async Task PollAsync(Lease lease, CancellationToken ct)
    {
        var newest = await store.ReadAsync(
            reader => reader.FirstAsync("select since from poll_cursors where flow = $1", static row => row.Instant(0), flow.Name), ct);
        var start = newest == default ? DateTimeOffset.UnixEpoch : Earlier(newest, clock.GetUtcNow()) - flow.Poll!.Overlap;
        var request = new ReadRequest(flow.Kind, start, 0, PageMax);
        IReadOnlyList<SourceRecord> page;
        var begun = clock.GetUtcNow();
        do
        {
            using var limit = new CancellationTokenSource(flow.Timeout, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            page = await connector.ReadChangedAsync(request, both.Token).WaitAsync(both.Token);
            if (page.Count > 0)
            {
                await TakeInAsync(page, begun, lease, ct);
                request = request with { Since = page[^1].ChangedAt, AfterId = page[^1].Id };
            }
        }
        while (page.Count == PageMax);
    }

    /// <summary>Commits the deliveries of a page together with the cursor behind it.</summary>
    private Task<bool> TakeInAsync(IReadOnlyList<SourceRecord> page, DateTimeOffset begun, Lease lease, CancellationToken ct) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var now = clock.GetUtcNow();
            foreach (var delivery in await NewDeliveries.AddAsync(transaction, await NewsAsync(transaction, page), parts, now))
            {
                transaction.OnCommitted(() => dispatchers.Offer(delivery));
            }

            await transaction.SendAsync(
                """
                insert into poll_cursors (flow, since) values ($1, $2)
                on conflict (flow) do update set since = case when poll_cursors.since > excluded.since then poll_cursors.since else excluded.since end
                """,
                flow.Name, CursorBehind(page, begun));
            return true;
        },
        ct);

    /// <summary>A record from the future does not say how far the reading is: what else changed is behind those of the present.</summary>
    private static DateTimeOffset CursorBehind(IReadOnlyList<SourceRecord> page, DateTimeOffset begun) =>
        page.LastOrDefault(record => record.ChangedAt <= begun)?.ChangedAt ?? begun;

    /// <summary>
    /// A record from the future, or a clock that was set back, must not move the cursor beyond the moment at which the reading began:
    /// whatever changes until the clock gets there would never be seen.
    /// </summary>
    private static DateTimeOffset Earlier(DateTimeOffset changedAt, DateTimeOffset now) => changedAt < now ? changedAt : now;

    /// <summary>
    /// What of a page this flow has not seen and wants; all of it is seen from now on. What is decided by stays as it is, for nobody else polls
    /// under the lease that was checked.
    /// </summary>
    private async ValueTask<IReadOnlyList<Change>> NewsAsync(ITransaction transaction, IReadOnlyList<SourceRecord> page)
    {
        var subjects = SqlValue.List(page.Select(SubjectOf).Distinct(StringComparer.Ordinal));
        var rows = await transaction.QueryAsync(
            $"""
            select page.value, (select version from poll_seen where flow = $1 and subject = page.value)
            from ({transaction.Dialect.Texts("$2")}) as page
            """,
            static row => (Subject: row.Text(0), Version: row.Int64OrNull(1)), flow.Name, subjects);
        var seen = rows.Where(row => row.Version is not null).ToDictionary(row => row.Subject, row => row.Version!.Value, StringComparer.Ordinal);
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        var news = new List<Change>();
        foreach (var record in page)
        {
            var subject = SubjectOf(record);
            var isKnown = seen.TryGetValue(subject, out var version);
            if (isKnown && version >= record.Version)
            {
                continue;
            }

            // A record that changed before its first poll is still new to this flow, whatever its version says.
            seen[subject] = newest[subject] = record.Version;
            if (flow.On.Contains(isKnown ? "changed" : "created"))
            {
                news.Add(new Change(flow, subject, record.Version, record.ChangedAt, record.Data.ToArray()));
            }
        }

        await NoteSeenAsync(transaction, newest);
        return news;
    }

    private ValueTask NoteSeenAsync(ITransaction transaction, Dictionary<string, long> newest) => transaction.SendAsync(
        $"""
        insert into poll_seen (flow, subject, version)
        select $1, subject, version from {transaction.Dialect.Rows("$2", ["version"], ["subject"])} where true
        on conflict (flow, subject) do update set version = excluded.version
        """,
        flow.Name,
        JsonSerializer.Serialize([.. newest.Select(one => new SeenRecord(one.Key, one.Value))], SeenJson.Default.SeenRecordArray));

    private string SubjectOf(SourceRecord record) => $"{flow.Kind}s/{record.Id}";

    [LoggerMessage(5020, LogLevel.Warning, "{System} could not be polled for {Flow} ({Reason}); again in {Pause:0} ms")]
    private static partial void PollFailed(ILogger logger, string system, string flow, string reason, double pause);
}
