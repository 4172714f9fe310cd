using Lockstep.Runtime;
using Lockstep.Runtime.Outbound;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Webhooks;

/// <summary>Has the flows delivered whose files name a URL as their target, by a dispatcher each.</summary>
internal sealed class FlowHooks(
    SyncDatabase database, FlowRegistry flows, DispatcherSet dispatchers, Parts parts, GuardedHttp http, IConfiguration configuration,
    IOptions<OutgoingWebhookOptions> webhooks, IOptions<DispatchOptions> systems) : BackgroundService
{
    private readonly HttpClient _client = http.CreateClient();

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (changed, running) = (flows.Listen(), new RunningTargets(dispatchers.RunAsync, dispatchers.IsIdle));
        while (!stoppingToken.IsCancellationRequested)
        {
            await running.KeepAsync([.. flows.All.Where(static flow => flow.Hook is not null).Select(TargetOf)], stoppingToken);
            await changed.WaitAsync(webhooks.Value.LookInterval, database.Clock, stoppingToken).OrEndAsync();
        }

        await running.EndAsync();
    }

    /// <summary>Another URL or secret is taken note of with the next attempt.</summary>
    private DeliveryTarget TargetOf(Flow flow) => new(
        new WebhookSystem(flow.Target, () => HookOf(flow.Name), _client, webhooks.Value.BodyMax, database.Clock),
        () => flows.Now.Running, parts, HookLimits.Of(webhooks.Value, systems.Value));

    private Callee? HookOf(string name) =>
        flows.ByName.TryGetValue(name, out var flow) && flow.Hook is { } hook ? CalleeOf(hook) : null;

    /// <summary>
    /// Two secrets with a blank between both sign, while a receiver changes over from the one to the other. What goes unencrypted is
    /// asked about each time: a file is entered without its addresses being looked at.
    /// </summary>
    private Callee CalleeOf(FlowHook hook)
    {
        var url = new Uri(hook.Url);
        return new Callee(
            hook.Url, configuration[hook.Secret]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            $"There is no secret to sign with: set {hook.Secret}.")
        {
            Refuse = url.Scheme is "http" ? ct => http.RefuseAsync(url, ct) : null,
        };
    }
}
