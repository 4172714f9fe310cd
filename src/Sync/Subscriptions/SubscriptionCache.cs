using Lockstep.Contracts.Webhooks;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Subscriptions;

/// <summary>
/// The webhooks in memory. Every change of one counts a number up in its commit; whoever asks for them as they are now compares it first,
/// so that no process goes by what another one has changed.
/// </summary>
internal sealed class SubscriptionCache(
    SyncDatabase database, FlowRegistry flows, IOptions<OutgoingWebhookOptions> options, IOptions<MappingOptions> mapping) : IDisposable
{
    /// <summary>Rung when a webhook has changed.</summary>
    public const string Topic = "webhooks";

    /// <summary>What a webhook takes.</summary>
    public const string Kind = "event";

    private static readonly HashSet<string> AnyChange = ["created", "changed", "deleted"];
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Known _known = new(0, []);

    /// <summary>What filters may use, and cost.</summary>
    public Scope Filters { get; } = Scope.Of(mapping.Value);

    /// <summary>As they were when somebody last asked.</summary>
    public IReadOnlyList<Subscription> Last => _known.All;

    /// <summary>As they are now: all that were committed before the call.</summary>
    /// <exception cref="StoreException">The database could not be read.</exception>
    public async ValueTask<IReadOnlyList<Subscription>> NowAsync(CancellationToken ct) =>
        await NowAsync(await database.Store.AskAsync(NumberAsync, ct), ct);

    /// <summary>The same for who has just read the number of their state.</summary>
    public async ValueTask<IReadOnlyList<Subscription>> NowAsync(long number, CancellationToken ct) =>
        number == _known.Number ? _known.All : await ReadAsync(ct);

    /// <summary>Notes a change of a webhook down, in its commit.</summary>
    public async ValueTask ChangedAsync(ITransaction transaction)
    {
        await transaction.SendAsync("update webhook_revision set number = number + 1 where id = 1");
        transaction.OnCommitted(() => database.Store.Signals.Ring(Topic));
    }

    public void Dispose() => _reading.Dispose();

    private static ValueTask<long> NumberAsync(IReader reader) =>
        reader.FirstAsync("select number from webhook_revision where id = 1", static row => row.Int64(0));

    private async Task<IReadOnlyList<Subscription>> ReadAsync(CancellationToken ct)
    {
        // One reading at a time: an older one that ends later would bring back what was.
        await _reading.WaitAsync(ct);
        try
        {
            var (number, webhooks, secrets) = await database.Store.ReadAsync(
                async reader => (
                    await NumberAsync(reader),
                    await reader.QueryAsync(
                        $"select {WebhookRecord.Table.Columns} from webhooks order by id limit 10000", WebhookRecord.Table.Read),
                    await SecretTable.ReadAsync(reader, database.Clock.GetUtcNow())),
                ct);
            var all = new List<Subscription>();
            foreach (var webhook in webhooks)
            {
                var own = new List<SigningSecret>();
                foreach (var secret in secrets.Where(secret => secret.Webhook == webhook.Id))
                {
                    if (await SecretTable.OpenAsync(database.Vault, secret, ct) is { } opened)
                    {
                        own.Add(opened);
                    }
                }

                all.Add(new Subscription(webhook, FlowOf(webhook), own));
            }

            flows.Know(all.Select(static one => one.Flow));
            _known = new Known(number, all);
            return all;
        }
        finally
        {
            _reading.Release();
        }
    }

    private Flow FlowOf(Webhook webhook)
    {
        var (name, limits) = (Subscription.NameOf(webhook.Id), options.Value);
        return new Flow
        {
            Name = name,
            Description = webhook.Description ?? "",
            Source = "*",
            Kind = "event",
            On = AnyChange,
            Target = name,
            TargetKind = Kind,
            Mapping = Mapping.None,
            Timeout = limits.Timeout,
            Webhook = webhook.Id,
            Filter = webhook.Filter is { } filter ? new ExpressionFilter(filter, Filters) : null,
            Retry = new RetryPolicy
            {
                First = limits.RetryFirst,
                Max = limits.RetryMax < limits.RetryFirst ? limits.RetryFirst : limits.RetryMax,
                Attempts = limits.Attempts,
                Patience = limits.Patience,
                RepeatsRefused = true,
            },
        };
    }

    private sealed record Known(long Number, IReadOnlyList<Subscription> All);
}
