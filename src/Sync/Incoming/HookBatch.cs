using System.Collections.Concurrent;
using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Incoming;

/// <summary>A call, and the records that it is about.</summary>
/// <param name="Hook">The call.</param>
/// <param name="Records">The records, as they are to be taken in.</param>
/// <param name="Failure">Why there are not all of them yet; null when there are.</param>
internal sealed record FoundHook(StoredHook Hook, IReadOnlyList<SourceRecord> Records, Failure? Failure = null);

/// <summary>Finds out what some calls of a flow are about: from their bodies, or from the system that sent them.</summary>
internal sealed class HookBatch(Flow flow, ISystem? source, int readsMax, TimeProvider clock)
{
    /// <summary>The records of each call. Whatever goes wrong with one concerns no other that is not about the same record.</summary>
    /// <param name="hooks">The calls.</param>
    /// <param name="holder">Keeps the flow's lease while records are read, however many.</param>
    /// <param name="lease">That lease, under which the calls were read.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="LeaseLostException">Another process has had the flow meanwhile, and may have read newer records.</exception>
    public async Task<IReadOnlyList<FoundHook>> FindAsync(
        IReadOnlyList<StoredHook> hooks, LeaseHolder holder, Lease lease, CancellationToken ct)
    {
        IReadOnlyList<FoundHook> told = [.. hooks.Select(Told)];
        if (!flow.Incoming!.Reads || flow.Pair is not null)
        {
            // Of a flow that goes both ways the look reads, and both sides.
            return told;
        }

        var read = await ReadAsync(told.SelectMany(static one => one.Records).Select(static one => one.Id), holder, lease, ct);
        return [.. told.Select(one => one.Failure is null ? AsRead(one, read) : one)];
    }

    private FoundHook Told(StoredHook hook)
    {
        if (hook.IsBackfill)
        {
            var ids = JsonSerializer.Deserialize(hook.Body, IncomingJson.Default.StringArray) ?? [];
            return new FoundHook(hook, [.. ids.Select(static id => new SourceRecord(id, "", ReadOnlyMemory<byte>.Empty))]);
        }

        var (records, fault) = flow.Incoming!.Records.Find(hook.Body);
        return fault is not null
            ? new FoundHook(hook, [], new Failure(FailureCause.Mapping, fault))
            : new FoundHook(hook, [.. records.Select(record => record with { ChangedAt = record.ChangedAt ?? hook.ReceivedAt })]);
    }

    /// <summary>
    /// Each record once, however many calls name it: what is read is as new as the newest of them, for all of them are stored by now.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, Reply<SourceRecord>>> ReadAsync(
        IEnumerable<string> ids, LeaseHolder holder, Lease lease, CancellationToken ct)
    {
        using var held = new SemaphoreSlim(1);
        var read = new ConcurrentDictionary<string, Reply<SourceRecord>>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            ids.Distinct(StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = readsMax, CancellationToken = ct },
            async (id, stop) =>
            {
                await HoldAsync(held, holder, lease, stop);
                read[id] = await ReadAsync(id, stop);
            });
        return read;
    }

    /// <summary>Before each read, one at a time.</summary>
    private static async Task HoldAsync(SemaphoreSlim held, LeaseHolder holder, Lease lease, CancellationToken ct)
    {
        await held.WaitAsync(ct);
        try
        {
            if ((await holder.HoldAsync(ct)).IsNew)
            {
                throw new LeaseLostException(lease.Name, lease.Token);
            }
        }
        finally
        {
            held.Release();
        }
    }

    private async Task<Reply<SourceRecord>> ReadAsync(string id, CancellationToken ct)
    {
        if (source is null)
        {
            return new Failure(FailureCause.Unavailable, $"There is no system {flow.Source}.");
        }

        using var limit = new CancellationTokenSource(flow.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var reply = await source.ReadAsync(flow.Kind, id, both.Token).WaitAsync(both.Token);
            return reply is { Failure.Cause: FailureCause.NotFound }
                ? new SourceRecord(id, "", ReadOnlyMemory<byte>.Empty) { IsDeleted = true }
                : reply;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return new Failure(FailureCause.Unavailable, $"{flow.Source} could not be asked: {error.Message}");
        }
    }

    /// <summary>One that can't be read keeps no other back; what may go better the next time comes before what will not.</summary>
    private static FoundHook AsRead(FoundHook told, IReadOnlyDictionary<string, Reply<SourceRecord>> read)
    {
        var replies = told.Records.Select(record => read[record.Id]).ToList();
        var failures = replies.Select(static reply => reply.Failure).OfType<Failure>().ToList();
        return told with
        {
            Records = [.. replies.Where(static reply => reply.Failure is null).Select(static reply => reply.Value!)],
            Failure = failures.Find(static failure => RetryPolicy.IsWorthRepeating(failure.Cause)) ?? failures.FirstOrDefault(),
        };
    }
}
