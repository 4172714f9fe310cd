using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Webhooks;

/// <summary>POST /webhooks</summary>
internal static class CreateWebhook
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (WebhookInput input, Work work, SyncDatabase database, WebhookWriter webhooks, [FromServices] GuardedHttp http) =>
                RunAsync(input, work, database, webhooks, http).ToHttpAsync())
        .Needs(Permissions.WebhooksWrite)
        .AfterRecentSignIn()
        .Describe(
            "Have events sent to a URL from now on, signed by Standard Webhooks; the secret is shown this once",
            Body.Json("""{ "url": "https://example.com/hooks/lockstep", "events": ["lockstep.customer.*"], "description": "Packages" }"""),
            Response.Of<NewWebhook>(201), Response.Error(400, 403, 409));

    public static async Task<Answer> RunAsync(
        WebhookInput input, Work work, SyncDatabase database, WebhookWriter webhooks, GuardedHttp http)
    {
        var (state, refusal) = WebhookRules.Read(input, work, before: null, webhooks.Filters);
        if (state is null || (refusal = await WebhookRules.RefuseUrlAsync(state.Url!, http, work.Ct)) is not null)
        {
            return refusal!;
        }

        var secret = StandardWebhooks.NewSecret();
        return await database.Store.WriteAsync(
            async transaction =>
            {
                var written = await webhooks.CreateAsync(transaction, work, state, secret);
                return written.Record is { } webhook
                    ? Answer.Created(
                        JsonSerializer.SerializeToUtf8Bytes(new NewWebhook(webhook, secret), WebhookJson.Default.NewWebhook),
                            webhook.Version,
                        $"/api/webhooks/{webhook.Id}") with { IsForOnce = true }
                    : written.Refusal!;
            },
            work.Ct);
    }
}
