using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Brings what a flow has missed while it was off, or before it was there: asks its source for every record, and makes a delivery where the
/// flow has none for the record as it is now. What was deleted in between nobody can ask for.
/// </summary>
internal sealed class Backfill(SyncDatabase database, IEnumerable<ISystem> systems, Parts parts, DispatcherSet dispatchers)
{
    private const int PageMax = 500;

    /// <summary>Counts what is missing, and makes deliveries of it. Done once more it goes on where it ended.</summary>
    /// <param name="flow">The flow; triggered by events.</param>
    /// <param name="since">Only records that changed since then.</param>
    /// <param name="isCountOnly">Whether nothing is made.</param>
    /// <param name="ct">Ends it between two pages.</param>
    public async Task<long> RunAsync(Flow flow, DateTimeOffset since, bool isCountOnly, CancellationToken ct)
    {
        long missing = 0;
        foreach (var triggered in flow.Triggered.Where(static one => one.Poll is null))
        {
            missing += await ReadAsync(triggered, since, isCountOnly, ct);
        }

        return missing;
    }

    private async Task<long> ReadAsync(Flow flow, DateTimeOffset since, bool isCountOnly, CancellationToken ct)
    {
        var source = systems.Single(system => string.Equals(system.Name, flow.Source, StringComparison.Ordinal));
        var request = new ChangesRequest(flow.Kind, null, PageMax) { Since = since, StartsRound = true };
        long missing = 0;
        ChangesPage page;
        do
        {
            using var limit = new CancellationTokenSource(flow.Timeout, database.Clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            page = Found(flow, await source.ChangesAsync(request, both.Token).WaitAsync(both.Token));
            if (page.Records.Count > 0)
            {
                missing += isCountOnly
                    ? (await database.Store.ReadAsync(reader => MissingAsync(reader, flow, page.Records), ct)).Count
                    : await database.Store.WriteAsync(transaction => AddAsync(transaction, flow, page.Records), ct);
            }

            request = new ChangesRequest(flow.Kind, page.Next, PageMax);
        }
        while (page.More);
        return missing;
    }

    private static ChangesPage Found(Flow flow, Reply<ChangesPage> reply) =>
        reply.Value ?? throw new IOException($"{flow.Source} could not be asked: {reply.Failure!.Message}");

    private async ValueTask<int> AddAsync(ITransaction transaction, Flow flow, IReadOnlyList<SourceRecord> page)
    {
        var missing = await MissingAsync(transaction, flow, page);
        foreach (var delivery in await NewDeliveries.AddAsync(transaction, missing, parts, database.Clock.GetUtcNow()))
        {
            transaction.OnCommitted(() => dispatchers.Offer(delivery));
        }

        return missing.Count;
    }

    /// <summary>What has had its delivery is known by that, or by the link that is kept longer.</summary>
    private static async ValueTask<IReadOnlyList<Change>> MissingAsync(IReader reader, Flow flow, IReadOnlyList<SourceRecord> page)
    {
        var rows = await reader.QueryAsync(
            $"""
            select page.value, (select version from links where flow = $1 and subject = page.value),
              (select max(version) from deliveries where flow = $1 and subject = page.value)
            from ({reader.Dialect.Texts("$2")}) as page
            """,
            static row => (Subject: row.Text(0), Known: Math.Max(row.Int64OrNull(1) ?? 0, row.Int64OrNull(2) ?? 0)),
            flow.Name, SqlValue.List(page.Select(record => SubjectOf(flow, record))));
        var known = rows.ToDictionary(static row => row.Subject, static row => row.Known, StringComparer.Ordinal);
        return
        [
            .. from record in page
               let subject = SubjectOf(flow, record)
               where Wants(flow, known[subject], record.Order ?? 0)
               select new Change(flow, subject, record.Order ?? 0, record.ChangedAt ?? DateTimeOffset.UnixEpoch, record.Data.ToArray()),
        ];
    }

    /// <summary>A record of which the flow knows nothing is new to it, whatever its version says.</summary>
    private static bool Wants(Flow flow, long known, long version) => known == 0
        ? flow.On.Contains("created") || (flow.On.Contains("changed") && version > 1)
        : flow.On.Contains("changed") && version > known;

    private static string SubjectOf(Flow flow, SourceRecord record) => flow.SubjectPrefix + record.Id;
}
