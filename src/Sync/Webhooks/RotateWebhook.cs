using System.Text.Json;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Webhooks;

/// <summary>POST /webhooks/{id}/rotate</summary>
internal static class RotateWebhook
{
    private static readonly TimeSpan OverlapMax = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/rotate",
            (
                long id, RotateInput? input, Work work, SyncDatabase database, WebhookWriter webhooks, IAuditTrail trail,
                [FromServices] IOptions<OutgoingWebhookOptions> options) =>
                RunAsync(id, input, work, database, webhooks, trail, options.Value).ToHttpAsync())
        .Needs(Permissions.WebhooksWrite)
        .AfterRecentSignIn()
        .Describe(
            "Give a webhook another secret, shown this once; for a while the one before signs too, so that the receiver can change over",
            Body.Json("""{ "overlap": "24h" }"""), Response.Of<RotatedSecret>(200), Response.Error(400, 403, 404, 409, 412));

    public static async Task<Answer> RunAsync(
        long id, RotateInput? input, Work work, SyncDatabase database, WebhookWriter webhooks, IAuditTrail trail,
        OutgoingWebhookOptions options)
    {
        var overlap = input?.Overlap is { } text ? Duration.Parse(text) : options.Overlap;
        if (overlap is not { } time || time > OverlapMax)
        {
            return Refusal.Invalid("overlap", $"Must be a duration like 0s, 30m or 24h, at most {Duration.Write(OverlapMax)}.");
        }

        if (await database.Store.AskAsync(reader => WebhookRecord.Table.FindAsync(reader, id), work.Ct) is { } seen)
        {
            if (WebhookRules.RefuseReach(work, seen) is { } hidden)
            {
                return hidden;
            }

            await trail.RecordAsync(new AuditEntry(work.Actor, "webhook:secret-rotated", $"webhooks/{id}"), work.Ct);
        }

        return await database.Store.WriteAsync(transaction => ApplyAsync(transaction, id, time, work, webhooks), work.Ct);
    }

    private static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, long id, TimeSpan overlap, Work work, WebhookWriter webhooks)
    {
        if (await WebhookRecord.Table.FindForUpdateAsync(transaction, id) is not { } webhook)
        {
            return Answer.NotFound(WebhookRecord.Kind, id);
        }

        if ((work.RefuseStale(webhook.Version) ?? WebhookRules.RefuseReach(work, webhook)) is { } refusal)
        {
            return refusal;
        }

        var secret = StandardWebhooks.NewSecret();
        var (until, tooMany) = await webhooks.RotateAsync(transaction, webhook, secret, overlap);
        return tooMany is not null ? tooMany : Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(new RotatedSecret(secret, until),
                WebhookJson.Default.RotatedSecret)) with { IsForOnce = true };
    }
}
