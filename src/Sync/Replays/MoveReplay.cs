using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Replays;

/// <summary>POST /sync/replays/{id}/pause, POST /sync/replays/{id}/resume and POST /sync/replays/{id}/cancel</summary>
internal static class MoveReplay
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "pause", Replay.Paused, "Pause a replay: no more dead letters are put back; those that were go on");
        Map(routes, "resume", Replay.Running, "Go on with a replay that was paused, from where it was");
        Map(routes, "cancel", Replay.Cancelled, "End a replay: no more dead letters are put back; those that were go on");
    }

    private static void Map(IEndpointRouteBuilder routes, string word, string state, string summary) => routes.MapPost(
            $"/replays/{{id:long}}/{word}",
            (long id, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail) =>
                RunAsync(id, state, work, database, flows, trail).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .Describe(summary, Response.Of<ReplayView>(200), Response.Error(404, 409));

    public static async Task<Answer> RunAsync(
        long id, string state, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail)
    {
        await trail.RecordAsync(new AuditEntry(work.Actor, $"replay:{state}", $"replays/{id}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database, () => System.Text.Encoding.UTF8.GetBytes(state), transaction => MoveAsync(transaction, id, state, database, flows));
        database.Store.Signals.Ring(ReplayTable.Topic);
        return answer;
    }

    private static async ValueTask<Answer> MoveAsync(
        ITransaction transaction, long id, string state, SyncDatabase database, FlowRegistry flows)
    {
        if (await Replay.HoldAsync(transaction, id) is not { } replay)
        {
            return Answer.NotFound("replay", id);
        }

        if (replay.State is Replay.Finished or Replay.Cancelled && !string.Equals(replay.State, state, StringComparison.Ordinal))
        {
            return Refusal.Of(RefusalCode.Conflict, "state", $"The replay {id} is {replay.State}; begin another one.");
        }

        if (!string.Equals(replay.State, state, StringComparison.Ordinal))
        {
            // Under the lock of its row: what the worker commits meanwhile is committed before, or finds it paused.
            await ReplayTable.SetStateAsync(transaction, id, state, database.Clock.GetUtcNow());
            replay = await Replay.FindAsync(transaction, id);
        }

        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            await ReplayTable.ViewAsync(transaction, replay!, flows), ReplayJson.Default.ReplayView));
    }
}
