using System.Diagnostics.Metrics;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Webhooks;

/// <summary>Has every webhook that is on delivered to, by a dispatcher of its own, as webhooks come, change and go.</summary>
internal sealed partial class WebhookTargets : BackgroundService
{
    /// <summary>The name of its figure.</summary>
    public const string Figure = "lockstep_webhooks";

    private static readonly string[] States = [WebhookRecord.Active, WebhookRecord.Paused, WebhookRecord.Disabled];
    private readonly SyncDatabase _database;
    private readonly SubscriptionCache _subscriptions;
    private readonly DispatcherSet _dispatchers;
    private readonly WebhookHealth _health;
    private readonly HttpClient _client;
    private readonly OutgoingWebhookOptions _options;
    private readonly DispatchOptions _dispatch;
    private readonly ILogger _logger;
    private readonly Dictionary<long, Running> _running = [];

    public WebhookTargets(
        SyncDatabase database, SubscriptionCache subscriptions, DispatcherSet dispatchers, WebhookHealth health, GuardedHttp http,
        IOptions<OutgoingWebhookOptions> options, IOptions<DispatchOptions> dispatch, LockstepMeter meter, ILogger<WebhookTargets> logger)
    {
        (_database, _subscriptions, _dispatchers, _health, _options, _logger) =
            (database, subscriptions, dispatchers, health, options.Value, logger);
        _client = http.CreateClient(_options.Timeout);
        _dispatch = HookLimits.Of(_options, dispatch.Value);
        meter.Gauge(Figure, "{webhook}", "Webhooks by how they stand", Measure);
    }

    /// <summary>Talks to a webhook as it is by now.</summary>
    public ISystem SystemOf(long id) => new WebhookSystem(
        Subscription.NameOf(id), () => CalleeOf(id), _client, _options.BodyMax, _database.Clock);

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Rounds.RunAsync(
            async ct => await KeepAsync(await _subscriptions.NowAsync(ct), ct), error => NotRead(_logger, error.Message),
            new Pause(_options.LookInterval, _database.Clock, _database.Store.Signals.On(SubscriptionCache.Topic)), stoppingToken);
        await Task.WhenAll(_running.Values.Select(static one => one.EndAsync()));
    }

    /// <summary>
    /// Another URL or secret is taken note of with the next attempt; another filter means another flow, so that one begins anew.
    /// </summary>
    private async Task KeepAsync(IReadOnlyList<Subscription> now, CancellationToken ct)
    {
        var wanted = now.Where(static one => one.Webhook.Enabled).ToDictionary(static one => one.Webhook.Id);
        foreach (var (id, running) in _running.ToList())
        {
            if (!wanted.TryGetValue(id, out var one) || running.Delivering.IsCompleted
                || !string.Equals(one.Webhook.Filter, running.Flow.Filter?.Text, StringComparison.Ordinal))
            {
                await running.EndAsync();
                _running.Remove(id);
            }
        }

        foreach (var (id, one) in wanted.Where(pair => !_running.ContainsKey(pair.Key)))
        {
            _running[id] = Begin(id, one.Flow, ct);
        }
    }

    private Callee? CalleeOf(long id) => _subscriptions.Last.FirstOrDefault(one => one.Webhook.Id == id) is { } one
        ? new Callee(
            one.Webhook.Url, [.. one.SecretsAt(_database.Clock.GetUtcNow())],
            "There is no secret to sign with that can be opened; rotate it.")
        : null;

    private Running Begin(long id, Flow flow, CancellationToken ct)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var flows = new Dictionary<string, Flow>(StringComparer.Ordinal) { [flow.Name] = flow };
        var target = new DeliveryTarget(SystemOf(id), () => flows, new Parts(1), _dispatch)
        {
            Note = (transaction, all, now) => _health.NoteAsync(transaction, id, all, now),
        };
        return new Running(flow, stop, _dispatchers.RunAsync(target, stop.Token));
    }

    private IEnumerable<Measurement<long>> Measure()
    {
        var all = _subscriptions.Last;
        return States.Select(state => new Measurement<long>(
            all.Count(one => string.Equals(one.Webhook.Status, state, StringComparison.Ordinal)),
            new KeyValuePair<string, object?>("status", state)));
    }

    [LoggerMessage(5051, LogLevel.Warning, "the webhooks could not be read ({Reason}); trying again")]
    private static partial void NotRead(ILogger logger, string reason);

    /// <summary>A webhook that is delivered to.</summary>
    private sealed record Running(Flow Flow, CancellationTokenSource Stop, Task Delivering)
    {
        public async Task EndAsync()
        {
            await Stop.CancelAsync();
            await Delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Stop.Dispose();
        }
    }
}
