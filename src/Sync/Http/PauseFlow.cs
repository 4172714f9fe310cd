using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Versions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/flows/{name}/pause and POST /sync/flows/{name}/resume</summary>
internal static class PauseFlow
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/flows/{name}/pause",
            (
                string name, PauseInput? input, Work work, SyncDatabase database, FlowWriter writer, FlowVersions versions,
                    IAuditTrail trail,
                ILogger<SyncDatabase> logger) =>
                PauseAsync(name, input, work, database, writer, versions, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Pause a flow: its deliveries wait and its source is not polled, until it is resumed; nothing is lost",
                Body.Json("""{ "reason": "the ERP is moved" }"""), Response.Of<FlowState>(200), Response.Error(400, 404));
        routes.MapPost(
            "/flows/{name}/resume",
            (
                string name, Work work, SyncDatabase database, FlowWriter writer, FlowVersions versions, IAuditTrail trail,
                ILogger<SyncDatabase> logger) =>
                ResumeAsync(name, work, database, writer, versions, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe("Let a flow go on that was paused, in order", Response.Of<FlowState>(200), Response.Error(404));
    }

    public static async Task<Answer> PauseAsync(
        string name, PauseInput? input, Work work, SyncDatabase database, FlowWriter writer, FlowVersions versions, IAuditTrail trail,
        ILogger logger)
    {
        var errors = new Errors();
        TextRules.Check(errors, "reason", input?.Reason, DeadLetters.ReasonMax);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var pause = new FlowPause(database.Clock.GetUtcNow(), work.Actor, input?.Reason);
        return await SetAsync(
            name, pause, "flow:paused", work, database, writer, versions, trail, () => FlowLog.Paused(logger, name, work.Actor));
    }

    public static Task<Answer> ResumeAsync(
        string name, Work work, SyncDatabase database, FlowWriter writer, FlowVersions versions, IAuditTrail trail, ILogger logger) =>
        SetAsync(name, null, "flow:resumed", work, database, writer, versions, trail, () => FlowLog.Resumed(logger, name, work.Actor));

    private static async Task<Answer> SetAsync(
        string name, FlowPause? pause, string action, Work work, SyncDatabase database, FlowWriter writer, FlowVersions versions,
        IAuditTrail trail, Action tell)
    {
        if (!FlowCheck.IsName(name) || await database.Store.AskAsync(reader => FlowTable.FindAsync(reader, name), work.Ct) is null)
        {
            return ListFlows.Missing(name);
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, action, $"flows/{name}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(new PauseInput(pause?.Reason), FlowJson.Default.PauseInput),
            async transaction =>
            {
                var (row, refusal) = await writer.PauseAsync(transaction, name, pause);
                if (row is null)
                {
                    return refusal!;
                }

                transaction.OnCommitted(tell);
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                    new FlowState(name, row.Pause is null ? "running" : "paused", row.Pause), FlowJson.Default.FlowState));
            });

        // So that nothing of it goes out of this process behind the answer that has not begun yet.
        await versions.TryLoadAsync(CancellationToken.None);
        return answer;
    }
}
