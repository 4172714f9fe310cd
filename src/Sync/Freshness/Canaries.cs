using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Freshness;

/// <summary>
/// Gives the canaries of flows their markers, and looks whether those came out at the target: a delivery of the record that was made since
/// and delivered. One process at a time, held by a lease. A marker is noted down before it is written: where the process dies in between,
/// or the source takes none, it does not come out, and that is told.
/// </summary>
internal sealed class Canaries(
    SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, Instance instance, IOptions<LeaseOptions> leases)
{
    private const string Name = "canaries";

    /// <summary>Looks after all of them once.</summary>
    public async Task KeepAsync(CancellationToken ct)
    {
        var flown = flows.All.Where(static flow => flow.Canary is not null).ToList();
        if (flown.Count == 0)
        {
            return;
        }

        // Whoever finds it taken looks again later: nothing here waits for another process.
        if (await Lease.TryAcquireAsync(database.Store, Name, instance.Name, leases.Value, database.Clock, ct) is { } held)
        {
            foreach (var flow in flown)
            {
                await KeepAsync(held, flow, flow.Canary!, ct);
            }

            await held.ReleaseAsync(database.Store, ct);
        }
    }

    private async Task KeepAsync(Lease held, Flow flow, CanarySettings canary, CancellationToken ct)
    {
        var now = database.Clock.GetUtcNow();
        var last = (await database.Store.AskAsync(reader => FlowFacts.ReadAsync(reader, [flow]), ct))[0];
        if (last is { SentAt: { } sent, ArrivedAt: null } && await ArrivedAsync(flow, canary, sent, ct) is { } arrived)
        {
            await WriteAsync(held, "update canaries set arrived_at = $2, fault = null where flow = $1", [flow.Name, arrived]);
            last = last with { ArrivedAt = arrived };
        }

        // One that is still awaited is not overtaken by the next.
        var isAwaited = last is { SentAt: not null, ArrivedAt: null } && now - last.SentAt <= flow.FreshnessTarget;
        if (!isAwaited && !(now - last.WrittenAt < canary.Every))
        {
            await SendAsync(held, flow, canary, now, ct);
        }
    }

    private ValueTask<DateTimeOffset?> ArrivedAsync(Flow flow, CanarySettings canary, DateTimeOffset since, CancellationToken ct) =>
        database.Store.AskAsync(
            reader => reader.FirstAsync(
                """
                select min(finished_at) from deliveries
                where subject = $1 and flow = $2 and state = 'delivered' and created_at >= $3
                """,
                static row => row.InstantOrNull(0), flow.SubjectPrefix + canary.Record, flow.Name, since),
            ct);

    private async Task SendAsync(Lease held, Flow flow, CanarySettings canary, DateTimeOffset now, CancellationToken ct)
    {
        var marker = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        await WriteAsync(
            held,
            """
            insert into canaries (flow, marker, written_at, sent_at) values ($1, $2, $3, $3) on conflict (flow) do update set
              marker = excluded.marker, written_at = excluded.written_at, arrived_at = null, fault = null,
              sent_at = case when canaries.arrived_at is null then canaries.sent_at else excluded.sent_at end
            """,
            [flow.Name, marker, now]);
        if (await FaultOfAsync(flow, canary, marker, ct) is { } fault)
        {
            await WriteAsync(held, "update canaries set fault = $2 where flow = $1", [flow.Name, Excerpts.Clean(fault)]);
        }
    }

    /// <summary>Writes the marker; why it could not be written, or null.</summary>
    private async Task<string?> FaultOfAsync(Flow flow, CanarySettings canary, string marker, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(flow.Timeout, database.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var source = systems.First(system => string.Equals(system.Name, flow.Source, StringComparison.Ordinal));
            var fields = new JsonObject { [canary.Field] = marker };
            var result = await source.UpdateAsync(new UpdateRequest(flow.Kind, canary.Record, fields), both.Token).WaitAsync(both.Token);
            return result.Cause is null ? null : result.Message ?? Deliveries.Causes.Word(result.Cause);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return error is OperationCanceledException ? $"No answer within {flow.Timeout.TotalSeconds:0.###} s." : error.Message;
        }
    }

    private Task<int> WriteAsync(Lease held, string sql, SqlValue[] values) => database.Store.WriteAsync(
        async transaction =>
        {
            await held.CheckAsync(transaction);
            return await transaction.ExecuteAsync(sql, values);
        });
}
