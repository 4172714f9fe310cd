using Lockstep.Contracts.Webhooks;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Webhooks;

/// <summary>The one writer of webhooks.</summary>
internal sealed class WebhookWriter(SyncDatabase database, SubscriptionCache subscriptions, IOptions<OutgoingWebhookOptions> options)
{
    /// <summary>Who switches a webhook off that takes nothing.</summary>
    public const string Itself = "system:webhooks";

    /// <summary>The most secrets that sign at once: each is a signature in the header.</summary>
    private const int SecretsMax = 5;

    /// <summary>What filters may use, and cost.</summary>
    public Scope Filters => subscriptions.Filters;

    private static readonly RecordTable<Webhook, WebhookState> Table = WebhookRecord.Table;

    /// <summary>Makes a webhook with its first secret.</summary>
    public async ValueTask<Written<Webhook>> CreateAsync(ITransaction transaction, Work work, WebhookState state, string secret)
    {
        await transaction.LockAsync("webhooks");
        var count = await transaction.FirstAsync("select count(*) from webhooks", static row => row.Int64(0));
        if (count >= options.Value.WebhooksMax)
        {
            return new Refusal(
                RefusalCode.Conflict, $"There are {count} webhooks, and OutgoingWebhooks:WebhooksMax allows no more; delete one.");
        }

        var now = database.Clock.GetUtcNow();
        var webhook = (await Table.TryInsertAsync(transaction, Table.New(state, now)))!;
        await SecretTable.AddAsync(transaction, database.Vault, webhook.Id, secret, now, now);
        var change = Table.Created(webhook, work);
        await database.Log.AppendAsync<WebhookCreated>(transaction, change);
        await subscriptions.ChangedAsync(transaction);
        return new Written<Webhook>(webhook, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>Brings a webhook into a new state. One that is switched on again begins anew, with what has waited.</summary>
    public async ValueTask<Written<Webhook>> ChangeAsync(ITransaction transaction, Work work, Webhook before, WebhookState state)
    {
        var now = database.Clock.GetUtcNow();
        var after = Table.Next(before, state, now);
        var fields = Table.Changed(before, after);
        if (fields.Length == 0)
        {
            return new Written<Webhook>(before, Table.ToJson(before), "");
        }

        await Table.UpdateAsync(transaction, before, after);
        if (after.Enabled && !before.Enabled)
        {
            await transaction.SendAsync("delete from webhook_failures where webhook_id = $1", after.Id);
            await DeliveryTable.ReleaseHeadsAsync(transaction, Subscription.NameOf(after.Id), now);
        }

        var change = Table.Updated(after, work, fields);
        await database.Log.AppendAsync<WebhookChanged>(transaction, change);
        await subscriptions.ChangedAsync(transaction);
        return new Written<Webhook>(after, change.Data!, fields);
    }

    /// <summary>Switches a webhook off that takes nothing; one that is off stays as it is.</summary>
    /// <returns>Whether it was on.</returns>
    public async ValueTask<bool> DisableAsync(ITransaction transaction, long id, string reason)
    {
        if (await Table.FindForUpdateAsync(transaction, id) is not { Enabled: true } before)
        {
            return false;
        }

        var state = Table.InputOf(before);
        (state.Enabled, state.DisabledReason) = (false, reason);
        var after = Table.Next(before, state, database.Clock.GetUtcNow());
        await Table.UpdateAsync(transaction, before, after);
        await database.Log.AppendAsync<WebhookDisabled>(transaction, new RecordChange(
            WebhookRecord.Kind, after.Id, after.Version, ChangeKind.Changed, Itself, after.UpdatedAt, "enabled,disabledReason",
            Table.ToJson(after)));
        await subscriptions.ChangedAsync(transaction);
        return true;
    }

    /// <summary>Gives a webhook another secret; the one before counts for a while.</summary>
    /// <returns>Until when it counts; a refusal when too many do.</returns>
    public async ValueTask<(DateTimeOffset Until, Refusal? Refusal)> RotateAsync(
        ITransaction transaction, Webhook webhook, string secret, TimeSpan overlap)
    {
        var now = database.Clock.GetUtcNow();
        if (overlap > TimeSpan.Zero && await SecretTable.CountAsync(transaction, webhook.Id, now) >= SecretsMax)
        {
            return (now, Refusal.Of(
                RefusalCode.Conflict, "overlap",
                    $"{SecretsMax} secrets sign already; wait until one ends, or end them with the overlap 0s."));
        }

        await SecretTable.AddAsync(transaction, database.Vault, webhook.Id, secret, now, now + overlap);
        await subscriptions.ChangedAsync(transaction);
        return (now + overlap, null);
    }

    /// <summary>Removes a webhook with its secrets. Whoever adds deliveries for it has ended by then, or finds it gone.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, Work work, Webhook webhook)
    {
        await DeliveryTable.CloseAsync(transaction);
        var now = database.Clock.GetUtcNow();
        await transaction.SendAsync("delete from webhook_secrets where webhook_id = $1", webhook.Id);
        await transaction.SendAsync("delete from webhook_failures where webhook_id = $1", webhook.Id);
        await Table.DeleteAsync(transaction, webhook, now);
        await database.Log.AppendAsync<WebhookDeleted>(transaction, Table.Deleted(webhook, work, now));
        await subscriptions.ChangedAsync(transaction);
    }
}
