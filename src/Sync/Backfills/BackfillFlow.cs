using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Backfills;

/// <summary>POST /sync/flows/{name}/backfill, and GET of how it stands</summary>
internal static partial class BackfillFlow
{
    public const int PerSecondMax = 100_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/flows/{name}/backfill",
            (
                string name, BackfillInput input, Work work, SyncDatabase database, FlowRegistry flows, BackfillPages pages,
                IAuditTrail trail, ILogger<SyncDatabase> logger) =>
                RunAsync(name, input, work, database, flows, pages, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .WithoutTimeLimit()
            .Describe(
                "Bring what a flow has missed while it was off, as a job; or only say how much that is, with dryRun",
                Body.Json("""{ "perSecond": 500 }"""), Response.Of<BackfillView>(202), Response.Of<BackfillCount>(200),
                Response.Error(400, 404, 409, 503));
        routes.MapGet(
            "/flows/{name}/backfill", (string name, Work work, SyncDatabase database) => ReadAsync(name, work, database).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("How the newest backfill of a flow stands", Response.Of<BackfillView>(200), Response.Error(404));
    }

    public static async Task<Answer> RunAsync(
        string name, BackfillInput input, Work work, SyncDatabase database, FlowRegistry flows, BackfillPages pages, IAuditTrail trail,
        ILogger logger)
    {
        if (CheckPerSecond(input.PerSecond) is { } wrong)
        {
            return wrong;
        }

        if ((flows.Refuse(name) ?? Refuse(flows.ByName[name])) is { } refusal)
        {
            return refusal;
        }

        var flow = flows.ByName[name].Backfilled!;
        if (input.DryRun is true)
        {
            return await CountAsync(flow, input, pages, work.Ct);
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "flow:backfilled", $"flows/{name}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, BackfillJson.Default.BackfillInput),
            async transaction =>
                await BackfillTable.BeginAsync(transaction, name, work.Actor, input, database.Clock.GetUtcNow()) is { } view
                    ? Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(view, BackfillJson.Default.BackfillView))
                    : UnderWay(name));
        database.Store.Signals.Ring(BackfillTable.Topic);
        if (answer.Refusal is null)
        {
            Begun(logger, name, work.Actor);
        }

        return answer;
    }

    public static async Task<Answer> ReadAsync(string name, Work work, SyncDatabase database) =>
        await database.Store.ReadAsync(reader => BackfillTable.NewestAsync(reader, name), work.Ct) is { } view
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, BackfillJson.Default.BackfillView))
            : new Refusal(RefusalCode.NotFound, $"There was no backfill of a flow {name}.");

    /// <summary>A refusal when a limit is none; else null.</summary>
    public static Refusal? CheckPerSecond(int? perSecond) => perSecond is null or (> 0 and <= PerSecondMax)
        ? null
        : Refusal.Invalid("perSecond", FormattableString.Invariant($"Must be from 1 to {PerSecondMax}."));

    private static async Task<Answer> CountAsync(Flow flow, BackfillInput input, BackfillPages pages, CancellationToken ct)
    {
        long missing = 0;
        var reply = await pages.CountAsync(flow, input.Since ?? DateTimeOffset.UnixEpoch, count => missing = count, ct);
        return reply.Failure is { } failure
            ? new Refusal(RefusalCode.Unavailable, $"{flow.Source} could not be asked: {failure.Message}", RetryAfter: failure.RetryAfter)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new BackfillCount(missing), BackfillJson.Default.BackfillCount));
    }

    private static Refusal UnderWay(string name) => Refusal.Of(
        RefusalCode.Conflict, "flow", $"A backfill of {name} is under way; wait for it, resume it, or cancel it.");

    private static Refusal? Refuse(Flow whole)
    {
        var reason = whole.Backfilled is not { } flow
            ? $"The flow {whole.Name} has not one side that events trigger: its first match reads both, and what is polled reads by itself."
            : flow.PassesEvents ? $"{flow.Name} is a webhook, which brings events and not records; send them again by its resend."
            : flow.Poll is not null || flow.Cron is not null ? $"The flow {flow.Name} polls: what it missed it reads by itself."
            : flow.Incoming is { Reads: false }
                ? $"The flow {flow.Name} takes records as it is told of them, and asks nobody; with read: true they could be read."
            : flow.On.All(static change => change is "deleted")
                ? $"The flow {flow.Name} hears only of deletes, and what was deleted nobody can ask for."
            : null;
        return reason is null ? null : Refusal.Of(RefusalCode.Conflict, "flow", reason);
    }

    [LoggerMessage(5034, LogLevel.Information, "{Flow}: what it has missed is brought, by {Actor}")]
    private static partial void Begun(ILogger logger, string flow, string actor);
}
