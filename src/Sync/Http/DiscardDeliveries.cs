using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/dead-letters/{id}/discard, POST /sync/dead-letters/discard and POST /sync/flows/{name}/discard</summary>
internal static partial class DiscardDeliveries
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/dead-letters/{id:long}/discard",
            (long id, DiscardInput input, Work work, SyncDatabase database, IAuditTrail trail, ILogger<SyncDatabase> logger) =>
                DiscardOneAsync(id, input, work, database, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Set one dead letter aside for good, with a reason",
                Body.Json("""{ "reason": "the customer is known under another number" }"""),
                Response.Of<DeliveryView>(200), Response.Error(400, 404, 409));
        routes.MapPost(
            "/dead-letters/discard",
            (DiscardFilter filter, Work work, SyncDatabase database, IAuditTrail trail, ILogger<SyncDatabase> logger) =>
                DiscardManyAsync(filter, work, database, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Set all dead letters aside for good that pass a filter, with a reason",
                Body.Json("""{ "cause": "target-refused", "reason": "test data" }"""), Response.Of<DiscardResult>(200),
                    Response.Error(400));
        routes.MapPost(
            "/flows/{name}/discard",
            (
                string name, DiscardInput input, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail,
                ILogger<SyncDatabase> logger) =>
                DiscardGoneAsync(name, input, work, database, flows, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Set aside for good what a flow has left behind that is not in force any more, dead or not, with a reason",
                Body.Json("""{ "reason": "the shop was closed" }"""), Response.Of<DiscardResult>(200), Response.Error(400, 409));
    }

    public static async Task<Answer> DiscardOneAsync(
        long id, DiscardInput input, Work work, SyncDatabase database, IAuditTrail trail, ILogger logger)
    {
        if (Check(input.Reason, new Errors()) is { } refusal)
        {
            return refusal;
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, SyncJson.Default.DiscardInput),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "dead-letter:discarded", $"deliveries/{id}"), work.Ct);
                return await database.Store.WriteAsync(
                    async transaction =>
                    {
                        var count = await DeliveryTable.DiscardAsync(
                            transaction, SqlValue.List([id]), Said(work, input.Reason!), database.Clock.GetUtcNow());
                        var answer = await DeliveryView.AnswerAsync(transaction, id);
                        transaction.OnCommitted(() => Discarded(logger, count, work.Actor));
                        return count == 1 || answer.Refusal is not null
                            ? answer
                            : Refusal.Of(RefusalCode.Conflict, "id", $"The delivery {id} is no dead letter; it stays as it is.");
                    },
                    work.Ct);
            });
    }

    public static async Task<Answer> DiscardManyAsync(
        DiscardFilter filter, Work work, SyncDatabase database, IAuditTrail trail, ILogger logger)
    {
        if (Check(filter.Reason, DeadLetters.Check(filter, null)) is { } refusal)
        {
            return refusal;
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(filter, SyncJson.Default.DiscardFilter),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "dead-letters:discarded", DeadLetters.TargetOf(filter)), work.Ct);
                var count = await DeadLetters.EachAsync(
                    database, DeadLetters.Choice(filter, null, withUnknown: true),
                    (transaction, ids) =>
                        DeliveryTable.DiscardAsync(transaction, ids, Said(work, filter.Reason!), database.Clock.GetUtcNow()),
                    work.Ct);
                return Result(count, work, logger);
            });
    }

    public static async Task<Answer> DiscardGoneAsync(
        string name, DiscardInput input, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail, ILogger logger)
    {
        if (Check(input.Reason, new Errors()) is { } refusal)
        {
            return refusal;
        }

        if (flows.ByName.ContainsKey(name))
        {
            return Refusal.Of(
                RefusalCode.Conflict, "flow", $"The flow {name} is in force; take its file away first, or discard only its dead letters.");
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, SyncJson.Default.DiscardInput),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "flow:discarded", $"flows/{name}"[..Math.Min(name.Length + 6, 200)]),
                    work.Ct);
                return Result(await GoneFlows.DiscardAsync(database, name, Said(work, input.Reason!), work.Ct), work, logger);
            });
    }

    private static Refusal? Check(string? reason, Errors errors)
    {
        TextRules.Check(errors, "reason", reason, DeadLetters.ReasonMax);
        if (string.IsNullOrWhiteSpace(reason))
        {
            errors.Add("reason", "Must say why; it is kept with the deliveries.");
        }

        return errors.ToRefusal();
    }

    private static string Said(Work work, string reason) => $"Discarded by {work.Actor}: {reason}";

    private static Answer Result(long count, Work work, ILogger logger)
    {
        Discarded(logger, count, work.Actor);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new DiscardResult(count), SyncJson.Default.DiscardResult));
    }

    [LoggerMessage(5033, LogLevel.Information, "{Count} deliveries discarded by {Actor}")]
    private static partial void Discarded(ILogger logger, long count, string actor);
}
