using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Webhooks;

/// <summary>POST /webhooks/{id}/resend and POST /webhooks/{id}/deliveries/{delivery}/resend</summary>
internal static class ResendWebhook
{
    private const int ChunkSize = 500;
    private const string All = "all";
    private static readonly string[] Whichs = ["failed", All];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/{id:long}/resend",
            (long id, ResendInput input, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail) =>
                ManyAsync(id, input, work, database, dispatchers, trail).ToHttpAsync())
            .Needs(Permissions.WebhooksWrite)
            .WithoutTimeLimit()
            .Describe(
                "Send the events since an instant once more, under their webhook-id of before; what was erased is not sent",
                Body.Json("""{ "since": "2026-01-31T09:30:00Z", "which": "failed" }"""),
                Response.Of<ResendResult>(200), Response.Error(400, 403, 404));
        routes.MapPost(
            "/{id:long}/deliveries/{delivery:long}/resend",
            (long id, long delivery, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail) =>
                OneAsync(id, delivery, work, database, dispatchers, trail).ToHttpAsync())
            .Needs(Permissions.WebhooksWrite)
            .Describe(
                "Send one event once more, under its webhook-id of before; one that is still to go stays as it is",
                Response.Of<WebhookDelivery>(200), Response.Error(403, 404, 409));
    }

    public static async Task<Answer> OneAsync(
        long id, long delivery, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail)
    {
        if (await WebhookDeliveries.RefuseAsync(id, work, database) is { } refusal)
        {
            return refusal;
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "webhook:resent", $"deliveries/{delivery}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(delivery, WebhookJson.Default.Int64),
            async transaction =>
            {
                if (await WebhookRecord.Table.FindForUpdateAsync(transaction, id) is null)
                {
                    return Answer.NotFound(WebhookRecord.Kind, id);
                }

                if (await WebhookDeliveries.FindAsync(transaction, id, delivery) is not { } before)
                {
                    return Answer.NotFound("delivery", delivery);
                }

                var count = await DeliveryTable.ReviveAsync(
                    transaction, SqlValue.List([delivery]), database.Clock.GetUtcNow(), withDone: true);
                return count == 0 && before.FinishedAt is not null
                    ? Refusal.Of(RefusalCode.Conflict, "delivery",
                        $"What the delivery {delivery} brought was erased; there is nothing to send.")
                    : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                        (await WebhookDeliveries.FindAsync(transaction, id, delivery))!, WebhookJson.Default.WebhookDelivery));
            });
        dispatchers.WakeAll();
        return answer;
    }

    public static async Task<Answer> ManyAsync(
        long id, ResendInput input, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail)
    {
        var errors = new Errors();
        if (input.Since is null)
        {
            errors.Add("since", "Must say since when, as an instant.");
        }

        if (input.Which is { } which && !Whichs.Contains(which, StringComparer.Ordinal))
        {
            errors.Add("which", "Must be failed, the dead letters, or all, also what was delivered.");
        }

        if ((errors.ToRefusal() ?? await WebhookDeliveries.RefuseAsync(id, work, database)) is { } refusal)
        {
            return refusal;
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, WebhookJson.Default.ResendInput),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "webhook:resent", $"webhooks/{id}"), work.Ct);
                var count = await EachAsync(id, input, database, work.Ct);
                dispatchers.WakeAll();
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ResendResult(count), WebhookJson.Default.ResendResult));
            });
    }

    /// <summary>
    /// By the time of the events, which does not change: what has gone once more by the time of a later chunk is behind it.
    /// </summary>
    private static async Task<long> EachAsync(long id, ResendInput input, SyncDatabase database, CancellationToken ct)
    {
        var isAll = input.Which is All;
        var until = input.Until ?? database.Clock.GetUtcNow();
        var (at, last, count) = (input.Since!.Value, 0L, 0L);
        IReadOnlyList<(long Id, DateTimeOffset At)> chunk;
        do
        {
            var (fromAt, fromId) = (at, last);
            chunk = await database.Store.ReadAsync(
                reader => reader.QueryAsync(
                    $"""
                    select id, changed_at from deliveries
                    where flow = $1 and event is not null and (changed_at, id) > ($2, $3) and changed_at < $4
                      and payload <> '{DeliveryTable.Erased}'
                      and {(isAll ? "finished_at is not null" : "state = 'dead'")}
                    order by changed_at, id limit $5
                    """,
                    static row => (row.Int64(0), row.Instant(1)), Subscription.NameOf(id), fromAt, fromId, until, ChunkSize),
                ct);
            var ids = SqlValue.List(chunk.Select(static one => one.Id));
            count += await database.Store.WriteAsync(
                async transaction => await WebhookRecord.Table.FindForUpdateAsync(transaction, id) is null ? 0
                    : await DeliveryTable.ReviveAsync(transaction, ids, database.Clock.GetUtcNow(), withDone: isAll), ct);
            (at, last) = chunk.Count > 0 ? (chunk[^1].At, chunk[^1].Id) : (at, last);
        }
        while (chunk.Count == ChunkSize);

        return count;
    }
}
