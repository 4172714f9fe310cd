using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Webhooks;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Webhooks;

/// <summary>PATCH /webhooks/{id} with a JSON Merge Patch</summary>
internal static class PatchWebhook
{
    private static readonly Refusal ChangedMeanwhile = new(
        RefusalCode.Conflict, "Somebody else has changed the webhook just now; read it again and repeat the change.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (
                long id, JsonObject patch, Work work, SyncDatabase database, WebhookWriter webhooks, DispatcherSet dispatchers,
                [FromServices] GuardedHttp http) =>
                RunAsync(id, patch, work, database, webhooks, dispatchers, http).ToHttpAsync())
        .Needs(Permissions.WebhooksWrite)
        .AfterRecentSignIn()
        .Describe(
            "Change a webhook, pause it or switch it on again (JSON Merge Patch); while it is off, events wait",
            Body.Json("""{ "enabled": true, "filter": "data.record.status == 'active'" }"""),
            Response.Of<Webhook>(200), Response.Error(400, 403, 404, 409, 412));

    public static async Task<Answer> RunAsync(
        long id, JsonObject patch, Work work, SyncDatabase database, WebhookWriter webhooks, DispatcherSet dispatchers, GuardedHttp http)
    {
        if (await database.Store.AskAsync(reader => WebhookRecord.Table.FindAsync(reader, id), work.Ct) is not { } seen)
        {
            return Answer.NotFound(WebhookRecord.Kind, id);
        }

        var (wanted, refusal) = Read(seen, patch, work, webhooks.Filters);
        if (wanted is null
            || (!IsSame(wanted.Url, seen.Url) && (refusal = await WebhookRules.RefuseUrlAsync(wanted.Url!, http, work.Ct)) is not null))
        {
            return refusal!;
        }

        var answer = await WebhookRecord.Table.ChangeAsync(database, id, work, async (transaction, before) =>
        {
            var (state, refused) = Read(before, patch, work, webhooks.Filters);
            return state is null ? refused!
                : !IsSame(state.Url, wanted.Url) ? ChangedMeanwhile
                : await webhooks.ChangeAsync(transaction, work, before, state);
        });
        dispatchers.WakeAll();
        return answer;
    }

    private static (WebhookState? State, Refusal? Refusal) Read(
        Webhook before, JsonObject patch, Work work, Scope filters)
    {
        if (WebhookRules.RefuseReach(work, before) is { } hidden)
        {
            return (null, hidden);
        }

        var (input, fault) = MergePatch.TryApply(WebhookRecord.Table.ToJson(before), patch, WebhookJson.Default.WebhookInput);
        return input is null ? (null, fault) : WebhookRules.Read(input, work, before, filters);
    }

    private static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);
}
