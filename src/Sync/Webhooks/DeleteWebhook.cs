using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Webhooks;

/// <summary>DELETE /webhooks/{id}</summary>
internal static class DeleteWebhook
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}",
            (long id, Work work, SyncDatabase database, WebhookWriter webhooks) => RunAsync(id, work, database, webhooks).ToHttpAsync())
        .Needs(Permissions.WebhooksWrite)
        .AfterRecentSignIn()
        .Describe(
            "Delete a webhook with its secrets; what is still to be sent is set aside", Response.Empty(204), Response.Error(403, 404, 412));

    public static async Task<Answer> RunAsync(long id, Work work, SyncDatabase database, WebhookWriter webhooks)
    {
        var answer = await WebhookRecord.Table.RemoveAsync(database, id, work, async (transaction, webhook) =>
        {
            if (WebhookRules.RefuseReach(work, webhook) is { } hidden)
            {
                return hidden;
            }

            await webhooks.DeleteAsync(transaction, work, webhook);
            return null;
        });
        if (answer.Refusal is null)
        {
            // Should the process die here, the next start does the rest.
            await GoneFlows.DiscardAsync(
                database, Subscription.NameOf(id), $"The webhook was deleted by {work.Actor}.", CancellationToken.None);
        }

        return answer;
    }
}
