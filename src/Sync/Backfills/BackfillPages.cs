using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Incoming;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Backfills;

/// <summary>
/// Reads what a flow has missed while it was off, or before it was there: asks its source for every record, and finds those of which the
/// flow
/// has no delivery as they are now. What was deleted in between nobody can ask for. A flow that is told of changes is told of each record,
/// as if its source had done so: what it knows has no further effect.
/// </summary>
internal sealed class BackfillPages(SyncDatabase database, IEnumerable<ISystem> systems, Parts parts, DispatcherSet dispatchers)
{
    /// <summary>The most records of a page.</summary>
    public const int PageMax = 500;

    /// <summary>Asks for a page; a failure when the source can't be asked, or its page leads nowhere.</summary>
    public async Task<Reply<ChangesPage>> AskAsync(Flow flow, ChangesRequest request, CancellationToken ct)
    {
        var source = systems.Single(system => string.Equals(system.Name, flow.Source, StringComparison.Ordinal));
        using var limit = new CancellationTokenSource(flow.Timeout, database.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var reply = await source.ChangesAsync(request, both.Token).WaitAsync(both.Token);
            return reply.Value is { } page && PageFaults.Of(request, page) is { } fault
                ? new Failure(FailureCause.TargetRefused, fault)
                : reply;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return new Failure(FailureCause.Unavailable, error.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Counts what is missing; makes nothing.</summary>
    public async Task<Reply<string>> CountAsync(Flow flow, DateTimeOffset since, Action<long> tell, CancellationToken ct)
    {
        var request = First(flow, since, PageMax);
        long missing = 0;
        while (true)
        {
            var reply = await AskAsync(flow, request, ct);
            if (reply.Failure is { } failure)
            {
                return failure;
            }

            var page = reply.Value!;
            missing += flow.Incoming is not null
                ? page.Records.Count
                : (await database.Store.ReadAsync(reader => MissingAsync(reader, flow, page.Records), ct)).Count;
            if (!page.More)
            {
                tell(missing);
                return flow.Name;
            }

            request = new ChangesRequest(flow.Kind, page.Next, PageMax);
        }
    }

    /// <summary>The request of the first page.</summary>
    public static ChangesRequest First(Flow flow, DateTimeOffset since, int limit) =>
        new(flow.Kind, null, limit) { Since = since, StartsRound = true };

    /// <summary>In a write: makes deliveries of what is missing.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<int> AddAsync(ITransaction transaction, Flow flow, IReadOnlyList<SourceRecord> page)
    {
        if (page.Count == 0)
        {
            return 0;
        }

        if (flow.Incoming is not null)
        {
            return await TellAsync(transaction, flow, page);
        }

        var missing = await MissingAsync(transaction, flow, page);
        foreach (var delivery in await NewDeliveries.AddAsync(transaction, missing, parts, database.Clock.GetUtcNow()))
        {
            transaction.OnCommitted(() => dispatchers.Offer(delivery));
        }

        return missing.Count;
    }

    private async ValueTask<int> TellAsync(ITransaction transaction, Flow flow, IReadOnlyList<SourceRecord> page)
    {
        string[] ids = [.. page.Where(static record => !record.IsDeleted).Select(static record => record.Id)];
        var body = JsonSerializer.SerializeToUtf8Bytes(ids, BackfillJson.Default.StringArray);
        await HookTable.InsertAsync(
            transaction, flow.Name, null, Convert.ToHexStringLower(SHA256.HashData(body)), body, database.Clock.GetUtcNow(),
            isBackfill: true);
        transaction.OnCommitted(() => database.Store.Signals.Ring(HookTable.Topic));
        return ids.Length;
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
