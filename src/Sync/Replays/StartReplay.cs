using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Http;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Replays;

/// <summary>POST /sync/replays</summary>
internal static class StartReplay
{
    private const string Unknown = "outcome-unknown";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/replays",
            (
                ReplayOrder order, Work work, SyncDatabase database, FlowRegistry flows, IOptions<ReplayOptions> options,
                    IAuditTrail trail) =>
                RunAsync(order, work, database, flows, options.Value, trail).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .Describe(
            "Replay dead letters in the background: in the order of each record, so many a second; can be paused and cancelled",
            Body.Json("""{ "flow": "welcome-package", "cause": "target-refused", "payload": "current", "perSecond": 50 }"""),
            Response.Of<ReplayView>(202), Response.Error(400));

    public static async Task<Answer> RunAsync(
        ReplayOrder order, Work work, SyncDatabase database, FlowRegistry flows, ReplayOptions options, IAuditTrail trail)
    {
        if (Check(order, flows).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "replay:started", DeadLetters.TargetOf(order)), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(order, ReplayJson.Default.ReplayOrder),
            async transaction =>
            {
                var choice = DeadLetters.Choice(order, flows, withUnknown: false);
                var id = await ReplayTable.AddAsync(
                    transaction, choice, order.Payload ?? "original", order.PerSecond ?? options.PerSecond, work.Actor,
                    database.Clock.GetUtcNow());
                var replay = await Replay.FindAsync(transaction, id);
                return Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(
                    await ReplayTable.ViewAsync(transaction, replay!, flows), ReplayJson.Default.ReplayView));
            });

        // Behind the commit, or the worker would look and find nothing.
        database.Store.Signals.Ring(ReplayTable.Topic);
        return answer;
    }

    private static Errors Check(ReplayOrder order, FlowRegistry flows)
    {
        var errors = DeadLetters.Check(order, flows);
        DeadLetters.CheckPayload(errors, order.Payload);
        if (order.Ids is not null)
        {
            errors.Add("ids", "Can't be given here; POST /api/sync/dead-letters/replay replays these at once.");
        }

        if (order.Cause is Unknown)
        {
            errors.Add(
                "cause",
                "Nobody knows whether these arrived. See at the target, and replay or discard each by itself.");
        }

        if (order.PerSecond is < 1 or > ReplayOptions.PerSecondMax)
        {
            errors.Add("perSecond", $"Must be from 1 to {ReplayOptions.PerSecondMax}.");
        }

        return errors;
    }
}
