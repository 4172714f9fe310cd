using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/flows/{name}/backfill</summary>
internal static partial class BackfillFlow
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/flows/{name}/backfill",
            (
                string name, BackfillInput input, Work work, SyncDatabase database, FlowRegistry flows, Backfill backfill,
                    IAuditTrail trail,
                ILogger<SyncDatabase> logger) =>
                RunAsync(name, input, work, database, flows, backfill, trail, logger).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .WithoutTimeLimit()
        .Describe(
            "Bring what a flow has missed while it was off, or only say how much that is",
            Body.Json("""{ "dryRun": true }"""), Response.Of<BackfillResult>(200), Response.Error(400, 404, 409));

    public static async Task<Answer> RunAsync(
        string name, BackfillInput input, Work work, SyncDatabase database, FlowRegistry flows, Backfill backfill, IAuditTrail trail,
        ILogger logger)
    {
        if (!flows.ByName.TryGetValue(name, out var flow))
        {
            return new Refusal(
                RefusalCode.NotFound, $"There is no flow {name} in force; there are {string.Join(", ", flows.ByName.Keys)}.");
        }

        if (Refuse(flow) is { } refusal)
        {
            return refusal;
        }

        var since = input.Since ?? DateTimeOffset.UnixEpoch;
        if (input.DryRun is true)
        {
            return Result(await backfill.RunAsync(flow, since, true, work.Ct), 0);
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, SyncJson.Default.BackfillInput),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "flow:backfilled", $"flows/{name}"), work.Ct);
                var count = await backfill.RunAsync(flow, since, false, work.Ct);
                Backfilled(logger, name, count, work.Actor);
                return Result(count, count);
            });
    }

    private static Refusal? Refuse(Flow flow)
    {
        var reason = flow.PassesEvents ? $"{flow.Name} is a webhook, which brings events and not records; send them again by its resend."
            : flow.Poll is not null ? $"The flow {flow.Name} polls: what it missed it reads by itself."
            : flow.On.All(static change => change is "deleted")
                ? $"The flow {flow.Name} hears only of deletes, and what was deleted nobody can ask for."
            : null;
        return reason is null ? null : Refusal.Of(RefusalCode.Conflict, "flow", reason);
    }

    private static Answer Result(long missing, long queued) =>
        Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new BackfillResult(missing, queued), SyncJson.Default.BackfillResult));

    [LoggerMessage(5034, LogLevel.Information, "{Flow}: {Count} missed changes queued by {Actor}")]
    private static partial void Backfilled(ILogger logger, string flow, long count, string actor);
}
