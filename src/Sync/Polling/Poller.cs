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
    Flow flow, IConnector connector, IStore store, LeaseHolder leases, DispatcherSet dispatchers, TimeProvider clock, ILogger<SyncModule> logger)
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
        do
        {
            using var limit = new CancellationTokenSource(flow.Timeout, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            page = await connector.ReadChangedAsync(request, both.Token).WaitAsync(both.Token);
            if (page.Count > 0)
            {
                await TakeInAsync(page, lease, ct);
                request = request with { Since = page[^1].ChangedAt, AfterId = page[^1].Id };
            }
        }
        while (page.Count == PageMax);
    }

    /// <summary>Commits the deliveries of a page together with the cursor behind it.</summary>
    private Task<bool> TakeInAsync(IReadOnlyList<SourceRecord> page, Lease lease, CancellationToken ct) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var now = clock.GetUtcNow();
            foreach (var record in page)
            {
                await TakeInAsync(transaction, record, now);
            }

            await transaction.ExecuteAsync(
                """
                insert into poll_cursors (flow, since) values ($1, $2)
                on conflict (flow) do update set since = case when poll_cursors.since > excluded.since then poll_cursors.since else excluded.since end
                """,
                flow.Name, Earlier(page[^1].ChangedAt, now));
            return true;
        },
        ct);

    /// <summary>
    /// A record from the future, or a clock that was set back, must not move the cursor beyond now: whatever changes until the clock gets
    /// there would never be seen.
    /// </summary>
    private static DateTimeOffset Earlier(DateTimeOffset changedAt, DateTimeOffset now) => changedAt < now ? changedAt : now;

    private async ValueTask TakeInAsync(ITransaction transaction, SourceRecord record, DateTimeOffset now)
    {
        var subject = $"{flow.Kind}s/{record.Id}";
        var seen = await transaction.FirstAsync(
            "select version from poll_seen where flow = $1 and subject = $2", static row => row.Int64OrNull(0), flow.Name, subject);
        if (seen >= record.Version)
        {
            return;
        }

        await transaction.ExecuteAsync(
            """
            insert into poll_seen (flow, subject, version) values ($1, $2, $3)
            on conflict (flow, subject) do update set version = excluded.version
            """,
            flow.Name, subject, record.Version);

        // A record that changed before its first poll is still new to this flow, whatever its version says.
        if (flow.On.Contains(seen is null ? "created" : "changed")
            && await DeliveryTable.AddAsync(transaction, flow, subject, record.Version, record.ChangedAt, record.Data.ToArray(), now) is { } delivery)
        {
            transaction.OnCommitted(() => dispatchers.Offer(delivery));
        }
    }

    [LoggerMessage(5020, LogLevel.Warning, "{System} could not be polled for {Flow} ({Reason}); again in {Pause:0} ms")]
    private static partial void PollFailed(ILogger logger, string system, string flow, string reason, double pause);
}
