using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Webhooks;

/// <summary>POST /webhooks/{id}/ping</summary>
internal static class PingWebhook
{
    private const string Type = "lockstep.webhook.ping.v1";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/ping",
            (
                long id, Work work, SyncDatabase database, SubscriptionCache subscriptions, WebhookTargets targets,
                [FromServices] IdSource ids) => RunAsync(id, work, database, subscriptions, targets, ids).ToHttpAsync())
        .Needs(Permissions.WebhooksWrite)
        .WithoutTimeLimit()
        .Describe(
            "Send a signed test at once, also while the webhook is off, and tell what the receiver answers; the log does not keep it",
            Response.Of<PingResult>(200), Response.Error(403, 404));

    public static async Task<Answer> RunAsync(
        long id, Work work, SyncDatabase database, SubscriptionCache subscriptions, WebhookTargets targets, IdSource ids)
    {
        if ((await subscriptions.NowAsync(work.Ct)).FirstOrDefault(one => one.Webhook.Id == id) is not { } subscription)
        {
            return Answer.NotFound(WebhookRecord.Kind, id);
        }

        if (WebhookRules.RefuseReach(work, subscription.Webhook) is { } hidden)
        {
            return hidden;
        }

        var startedAt = database.Clock.GetTimestamp();
        var result = await Attempt.RunAsync(
            subscription.Flow with { Filter = null }, WriteWay.Of(targets.SystemOf(id), subscription.Flow),
                Ping(subscription, work, ids.Next(), database.Clock),
            database.Clock, work.Ct);
        var took = (long)database.Clock.GetElapsedTime(startedAt).TotalMilliseconds;
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new PingResult(result.Cause is null, result.Status, took, result.Message, result.Answer), WebhookJson.Default.PingResult));
    }

    /// <summary>A delivery that is in no table.</summary>
    private static Delivery Ping(Subscription subscription, Work work, Guid id, TimeProvider clock)
    {
        var (webhook, now) = (subscription.Webhook, clock.GetUtcNow());
        var published = new OutboxEvent
        {
            Position = 0,
            Id = id,
            Type = Type,
            Source = SyncDatabase.Name,
            Kind = WebhookRecord.Kind,
            RecordId = webhook.Id,
            Version = webhook.Version,
            Change = "pinged",
            At = now,
            Actor = work.Actor,
            Fields = "",
            Data = null,
            Digest = [],
        };
        return new Delivery
        {
            Id = 0,
            Flow = subscription.Flow.Name,
            Target = subscription.Flow.Target,
            Subject = published.Subject,
            Version = webhook.Version,
            Part = 0,
            Attempts = 0,
            Replays = 0,
            SentAt = null,
            DueAt = now,
            ChangedAt = now,
            CreatedAt = now,
            Payload = "null"u8.ToArray(),
            Event = CloudEventJson.EnvelopeOf(published),
        };
    }
}
