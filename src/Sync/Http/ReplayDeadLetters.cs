using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/dead-letters/{id}/replay and POST /sync/dead-letters/replay</summary>
internal static partial class ReplayDeadLetters
{
    private const string Current = "current";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/dead-letters/{id:long}/replay",
            (
                long id, ReplayInput? input, Work work, SyncDatabase database, FlowRegistry flows, DispatcherSet dispatchers,
                    IAuditTrail trail) =>
                ReplayOneAsync(id, input ?? new ReplayInput(null), work, database, flows, dispatchers, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Replay one dead letter, with its payload, with the record as it is now, or with one that you have edited; a delivery "
                    + "that is not dead stays as it is",
                Body.Json("""{ "payload": "current" }"""), Response.Of<DeliveryView>(200), Response.Error(400, 404, 409));
        routes.MapPost(
            "/dead-letters/replay",
            (
                ReplayFilter filter, Work work, SyncDatabase database, FlowRegistry flows, DispatcherSet dispatchers, IAuditTrail trail,
                ILogger<SyncDatabase> logger) =>
                ReplayManyAsync(filter, work, database, flows, dispatchers, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Replay all dead letters that pass a filter, in order; those of flows that are not in force stay",
                Body.Json("""{ "flow": "welcome-package", "cause": "unavailable" }"""),
                Response.Of<ReplayResult>(200), Response.Error(400));
    }

    public static async Task<Answer> ReplayOneAsync(
        long id, ReplayInput input, Work work, SyncDatabase database, FlowRegistry flows, DispatcherSet dispatchers, IAuditTrail trail)
    {
        if (Check(input).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var flow = await database.Store.ReadAsync(reader => FlowOfDeadAsync(reader, id), work.Ct);
        if (flow is not null)
        {
            if (!flows.ByName.ContainsKey(flow))
            {
                return Refusal.Of(
                    RefusalCode.Conflict, "flow",
                    $"The flow {flow} is not in force, so nothing would bring this over; put its file back, or discard the dead letter.");
            }

            var action = input.Record is null ? "dead-letter:replayed" : "dead-letter:edited";
            await trail.RecordAsync(new AuditEntry(work.Actor, action, $"deliveries/{id}"), work.Ct);
        }

        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, SyncJson.Default.ReplayInput),
            async transaction =>
            {
                if (input.Record is { } record && await EditAsync(transaction, id, record, work) is { } fault)
                {
                    return fault;
                }

                await DeliveryTable.ReviveAsync(transaction, SqlValue.List([id]), database.Clock.GetUtcNow(), input.Payload is Current);
                return await DeliveryView.AnswerAsync(transaction, id);
            });
        dispatchers.WakeAll();
        return answer;
    }

    private static Errors Check(ReplayInput input)
    {
        var errors = new Errors();
        DeadLetters.CheckPayload(errors, input.Payload);
        if (input.Record?.Count == 0)
        {
            errors.Add("record", "Must have members.");
        }

        if (input is { Record: not null, Payload: Current })
        {
            errors.Add("record", "Can't be given with the payload current, which brings the record as it is at its source.");
        }

        return errors;
    }

    public static async Task<Answer> ReplayManyAsync(
        ReplayFilter filter, Work work, SyncDatabase database, FlowRegistry flows, DispatcherSet dispatchers, IAuditTrail trail,
        ILogger<SyncDatabase> logger)
    {
        var errors = DeadLetters.Check(filter, flows);
        DeadLetters.CheckPayload(errors, filter.Payload);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(filter, SyncJson.Default.ReplayFilter),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "dead-letters:replayed", DeadLetters.TargetOf(filter)), work.Ct);
                var count = await DeadLetters.EachAsync(
                    database, DeadLetters.Choice(filter, flows, filter.Ids is not null || filter.Cause is not null),
                    async (transaction, ids) =>
                    {
                        transaction.OnCommitted(dispatchers.WakeAll);
                        return await DeliveryTable.ReviveAsync(transaction, ids, database.Clock.GetUtcNow(), filter.Payload is Current);
                    },
                    work.Ct);
                Replayed(logger, count, work.Actor);
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ReplayResult(count), SyncJson.Default.ReplayResult));
            });
    }

    /// <summary>The record as it came stays beside the edited one. What was erased, and what is no record, can't be edited.</summary>
    private static async ValueTask<Refusal?> EditAsync(ITransaction transaction, long id, JsonObject record, Work work)
    {
        await DeliveryTable.EnterAsync(transaction);
        var count = await transaction.ExecuteAsync(
            $"""
            update deliveries set original = coalesce(original, payload), payload = $2, edited_by = $3
            where id = $1 and state = $4 and event is null and payload not in ('null', '{DeliveryTable.Erased}')
            """,
            id, record.ToJsonString(Plain), work.Actor, "dead");
        return count == 1 ? null : (await DeliveryView.AnswerAsync(transaction, id)).Refusal ?? Refusal.Of(
            RefusalCode.Conflict, "record",
            $"The delivery {id} has no record that could be edited: it is not dead, tells of a delete, passes an event on, or was erased.");
    }

    private static ValueTask<string?> FlowOfDeadAsync(IReader reader, long id) => reader.FirstAsync(
        "select flow from deliveries where id = $1 and state = 'dead'", static row => row.Text(0), id);

    [LoggerMessage(5030, LogLevel.Information, "{Count} dead letters replayed by {Actor}")]
    private static partial void Replayed(ILogger logger, long count, string actor);
}
