using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Webhooks;

/// <summary>GET /webhooks/{id}/deliveries, GET /webhooks/{id}/deliveries/{delivery} and GET /webhooks/{id}/health</summary>
internal static class WebhookDeliveries
{
    private const string Flow = "flow";
    private static readonly ListFilter OfState = ListFilter.OneOf("state", "pending", "blocked", "delivered", "skipped", "dead");

    private static readonly ListReader<WebhookDelivery> Log = new(Spec(Flow), WebhookJson.Default.WebhookDelivery);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/{id:long}/deliveries",
            (long id, HttpRequest request, Work work, SyncDatabase database) => ListAsync(id, request.Query, work, database).ToHttpAsync())
            .Needs(Permissions.WebhooksRead)
            .Describe("The log of a webhook", Response.Page<WebhookDelivery>(), Response.Error(400, 404), Spec(null).Parameters());
        routes.MapGet(
            "/{id:long}/deliveries/{delivery:long}",
            (long id, long delivery, Work work, SyncDatabase database) => ReadAsync(id, delivery, work, database).ToHttpAsync())
            .Needs(Permissions.WebhooksRead)
            .Describe(
                "Read what was sent, with every attempt and what the receiver answered",
                Response.Of<WebhookDeliveryDetails>(200), Response.Error(403, 404));
        routes.MapGet(
            "/{id:long}/health",
            (long id, Work work, SyncDatabase database) => HealthAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.WebhooksRead)
            .Describe("How it goes with a webhook: what waits, what is dead, since when nothing went well",
                Response.Of<WebhookHealthView>(200), Response.Error(404));
    }

    public static async Task<Answer> ListAsync(long id, IQueryCollection query, Work work, SyncDatabase database)
    {
        if (await database.Store.AskAsync(reader => WebhookRecord.Table.FindAsync(reader, id), work.Ct) is null)
        {
            return Answer.NotFound(WebhookRecord.Kind, id);
        }

        // Its own alone, whatever the query says.
        var own = new QueryCollection(query.Append(new(Flow, Subscription.NameOf(id))).GroupBy(static one => one.Key,
            StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static group => group.Key, static group => group.Last().Value, StringComparer.OrdinalIgnoreCase));
        return await database.OnDiskAsync(Log.ReadAsync(database, own, work), work.Ct);
    }

    public static async Task<Answer> ReadAsync(long id, long delivery, Work work, SyncDatabase database)
    {
        if (await RefuseAsync(id, work, database) is { } refusal)
        {
            return refusal;
        }

        var details = await database.OnDiskAsync(
            database.Store.ReadAsync(reader => DetailsAsync(reader, id, delivery), work.Ct).AsTask(), work.Ct);
        return details is null
            ? Answer.NotFound("delivery", delivery)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(details, WebhookJson.Default.WebhookDeliveryDetails));
    }

    public static async Task<Answer> HealthAsync(long id, Work work, SyncDatabase database)
    {
        var view = await database.Store.ReadAsync(
            async reader => await WebhookRecord.Table.FindAsync(reader, id) is not { } webhook ? null : await reader.FirstAsync(
                """
                select (select count(*) from deliveries where flow = $2 and finished_at is null),
                  (select changed_at from deliveries where id = (
                    select min(id) from deliveries where flow = $2 and state = 'pending' and event is not null)),
                  (select count(*) from deliveries where flow = $2 and state = 'dead'),
                  (select count from webhook_failures where webhook_id = $1), (select since from webhook_failures where webhook_id = $1)
                """,
                row => new WebhookHealthView(
                    webhook.Status, row.Int64(0), row.InstantOrNull(1), row.Int64(2), row.Int64OrNull(3) ?? 0, row.InstantOrNull(4),
                    webhook.DisabledReason),
                id, Subscription.NameOf(id)),
            work.Ct);
        return view is null
            ? Answer.NotFound(WebhookRecord.Kind, id)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, WebhookJson.Default.WebhookHealthView));
    }

    /// <summary>A refusal when there is no such webhook, or it is sent what the caller may not read; else null.</summary>
    public static async Task<Refusal?> RefuseAsync(long id, Work work, SyncDatabase database) =>
        await database.Store.AskAsync(reader => WebhookRecord.Table.FindAsync(reader, id), work.Ct) is { } webhook
            ? WebhookRules.RefuseReach(work, webhook)
            : Refusal.NotFound(WebhookRecord.Kind, id);

    /// <summary>A delivery of a webhook.</summary>
    public static ValueTask<WebhookDelivery?> FindAsync(IReader reader, long id, long delivery) => reader.FirstAsync(
        $"select {WebhookDelivery.Columns} from deliveries where id = $1 and flow = $2 and event is not null", WebhookDelivery.Read,
            delivery,
        Subscription.NameOf(id));

    private static async ValueTask<WebhookDeliveryDetails?> DetailsAsync(IReader reader, long id, long delivery)
    {
        if (await FindAsync(reader, id, delivery) is not { } found)
        {
            return null;
        }

        var (envelope, payload) = await reader.FirstAsync(
            "select event, payload from deliveries where id = $1", static row => (row.Bytes(0), row.Bytes(1)), delivery);
        var attempts = await reader.QueryAsync(
            """
            select number, at, took_ms, status, cause, message, answer from attempts where delivery_id = $1 order by number limit 10000
            """,
            static row => new WebhookAttempt(
                row.Int64(0), row.Instant(1), row.Int64(2), row.Int64OrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6)),
            delivery);
        if (payload.AsSpan().SequenceEqual("{}"u8))
        {
            return new WebhookDeliveryDetails(found, attempts, null);
        }

        using var sent = JsonDocument.Parse(CloudEventJson.With(envelope, payload));
        return new WebhookDeliveryDetails(found, attempts, sent.RootElement.Clone());
    }

    private static ListSpec<WebhookDelivery> Spec(string? flow) => new()
    {
        Table = "deliveries",
        Columns = WebhookDelivery.Columns,
        Read = WebhookDelivery.Read,
        Id = static delivery => delivery.Id,
        Condition = "event is not null",
        HasCounter = false,
        Filters = new[] { (Name: "subject", Filter: ListFilter.Exact("subject")), (Name: "state", Filter: OfState) }
            .Concat(flow is null ? [] : [(flow, ListFilter.Exact("flow"))])
            .ToDictionary(static one => one.Name, static one => one.Filter, StringComparer.Ordinal),
    };
}
