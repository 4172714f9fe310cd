using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Pairs;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Incoming;

/// <summary>Commits what calls were about: deliveries of what is news, what was seen, and the marks of the calls, all or nothing.</summary>
internal sealed class HookCommit(
    SyncDatabase database, Parts parts, DispatcherSet dispatchers, PairQueue queue, IOptions<TriggerOptions> options)
{
    /// <summary>Whether the same can be taken in later.</summary>
    public static bool IsPassing(Exception error) => error is LeaseLostException or OperationCanceledException or UniqueViolationException
        || error is StoreException { Fault: not StoreFault.Statement };

    /// <summary>Commits them.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="found">The calls.</param>
    /// <param name="askedAt">Before their records were read.</param>
    /// <param name="lease">The flow's.</param>
    /// <param name="ct">Ends it before the commit.</param>
    public Task<bool> RunAsync(
        Flow flow, IReadOnlyList<FoundHook> found, DateTimeOffset askedAt, Lease lease, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var open = await OpenAsync(transaction, found);
            var records = open.SelectMany(static one => one.Records).ToList();
            var now = database.Clock.GetUtcNow();
            await (flow.Pair is null
                ? BringAsync(transaction, flow, records, askedAt, now) : queue.AddToldAsync(transaction, flow, records));
            foreach (var one in open)
            {
                await MarkAsync(transaction, flow, one, now);
            }

            return true;
        },
        ct);

    private async ValueTask BringAsync(
        ITransaction transaction, Flow flow, IReadOnlyList<SourceRecord> records, DateTimeOffset askedAt, DateTimeOffset now)
    {
        var news = await SeenTable.NewsAsync(
            transaction, flow, records, askedAt, flow.Incoming!.Reads ? SeenRecord.News : SeenRecord.Told);
        foreach (var delivery in await NewDeliveries.AddAsync(transaction, news, parts, now))
        {
            transaction.OnCommitted(() => dispatchers.Offer(delivery));
        }
    }

    /// <summary>Those that nobody took out since they were read: an erasure, for example.</summary>
    private static async ValueTask<IReadOnlyList<FoundHook>> OpenAsync(ITransaction transaction, IReadOnlyList<FoundHook> found)
    {
        var open = await transaction.QueryAsync(
            $"""
            select id from incoming_hooks where {transaction.Dialect.InIntegers("id", "$1")} and state = 'received' order by id
            {transaction.Dialect.KeepingRows}
            """,
            static row => row.Int64(0), SqlValue.List(found.Select(static one => one.Hook.Id)));
        var ids = open.ToHashSet();
        return [.. found.Where(one => ids.Contains(one.Hook.Id))];
    }

    private ValueTask MarkAsync(ITransaction transaction, Flow flow, FoundHook one, DateTimeOffset now)
    {
        // Also of one that fails: what was read of it is brought, and an erasure must find the call by it.
        var about = JsonSerializer.Serialize(
            [.. one.Records.Select(record => flow.SubjectPrefix + record.Id).Distinct(StringComparer.Ordinal)],
            IncomingJson.Default.StringArray);
        if (one.Failure is not { } failure)
        {
            return HookTable.DoneAsync(transaction, one.Hook.Id, one.Records.Count, about, now);
        }

        var attempts = one.Hook.Attempts + 1;
        var waited = now - flow.WaitedFrom(one.Hook.ReceivedAt);
        var pause = flow.Retry.Next(failure.Cause, attempts, attempts, waited, failure.RetryAfter, 0);
        var pauseMax = options.Value.PauseMax;
        var shortest = failure.RetryAfter is null && pause > pauseMax ? pauseMax : pause;
        return HookTable.FailedAsync(transaction, one.Hook.Id, (one.Records.Count, about), failure.Message, now, now + shortest);
    }
}
