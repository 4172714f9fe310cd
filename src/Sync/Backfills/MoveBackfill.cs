using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Backfills;

/// <summary>POST /sync/flows/{name}/backfill/pause, …/resume and …/cancel</summary>
internal static class MoveBackfill
{
    private const string Paused = "paused";
    private const string Running = "running";
    private const string Cancelled = "cancelled";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/flows/{name}/backfill/pause",
            (string name, Work work, SyncDatabase database, IAuditTrail trail) =>
                MoveAsync(name, Paused, null, work, database, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Pause the backfill of a flow; it stops behind the page in hand", Response.Of<BackfillView>(200),
                Response.Error(404, 409));
        routes.MapPost(
            "/flows/{name}/backfill/resume",
            (string name, ResumeInput? input, Work work, SyncDatabase database, IAuditTrail trail) =>
                MoveAsync(name, Running, input?.PerSecond, work, database, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Let a backfill that is paused, or has failed, go on where it stopped; or one that runs, with another limit",
                Body.Json("""{ "perSecond": 100 }"""), Response.Of<BackfillView>(200), Response.Error(400, 404, 409));
        routes.MapPost(
            "/flows/{name}/backfill/cancel",
            (string name, Work work, SyncDatabase database, IAuditTrail trail) =>
                MoveAsync(name, Cancelled, null, work, database, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "End the backfill of a flow; what it has queued goes its way", Response.Of<BackfillView>(200), Response.Error(404, 409));
    }

    public static async Task<Answer> MoveAsync(
        string name, string state, int? perSecond, Work work, SyncDatabase database, IAuditTrail trail)
    {
        if (BackfillFlow.CheckPerSecond(perSecond) is { } wrong)
        {
            return wrong;
        }

        if (await database.Store.ReadAsync(reader => BackfillTable.NewestAsync(reader, name), work.Ct) is null)
        {
            return new Refusal(RefusalCode.NotFound, $"There was no backfill of a flow {name}.");
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, $"backfill:{state}", $"flows/{name}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(new ResumeInput(perSecond), BackfillJson.Default.ResumeInput),
            transaction => MoveAsync(transaction, name, state, perSecond, database.Clock.GetUtcNow()));
        database.Store.Signals.Ring(BackfillTable.Topic);
        return answer;
    }

    private static async ValueTask<Answer> MoveAsync(
        ITransaction transaction, string name, string state, int? perSecond, DateTimeOffset now)
    {
        var known = (await BackfillTable.NewestForUpdateAsync(transaction, name))!;
        var isSame = string.Equals(known.State, state, StringComparison.Ordinal);
        if (!isSame && !IsLegal(known.State, state))
        {
            return Refusal.Of(RefusalCode.Conflict, "state", $"The backfill of {name} is {known.State}: it can't be {state} by that.");
        }

        if (!isSame || perSecond is not null)
        {
            await BackfillTable.MoveAsync(transaction, known.Id, state, perSecond, now);
        }

        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            (await BackfillTable.NewestAsync(transaction, name))!, BackfillJson.Default.BackfillView));
    }

    /// <summary>The moves that a person may make.</summary>
    private static bool IsLegal(string from, string to) => (from, to) is
        (Running, Paused) or (Paused, Running) or ("failed", Running)
        or (Running, Cancelled) or (Paused, Cancelled) or ("failed", Cancelled);
}
