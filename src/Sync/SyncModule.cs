using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Http;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Lockstep.Sync.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync;

/// <summary>The engine: moves changes between systems by flows.</summary>
public sealed class SyncModule : IModule
{
    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = SyncDatabase.Name,
        Schema = typeof(SyncModule).Assembly,
        Permissions = [Permissions.SyncRead, Permissions.SyncWrite, Permissions.WebhooksRead, Permissions.WebhooksWrite],
        Records = [WebhookRecord.Kind],
        Audiences = [new(WebhookRecord.Kind, Permissions.WebhooksRead)],
        Live = [WebhookRecord.Table.Live()],
        Secrets = [SecretTable.Column],
        Future = [DeliveryTable.Future],
        Retention =
        [
            RetentionRule.By<DeliveryRetentionOptions>(SyncDatabase.Name, static options => options.Deliveries, """
                delete from deliveries where id in (
                  select id from deliveries where state in ('delivered', 'skipped') and finished_at < $1 order by finished_at limit $2)
                """),
            RetentionRule.By<OutgoingWebhookOptions>(SyncDatabase.Name, static options => options.KeepWaiting, """
                delete from deliveries where id in (
                  select d.id from webhooks w join deliveries d on d.flow = 'webhook:' || w.id
                  where w.enabled = 0 and d.finished_at is null and d.created_at < $1 order by d.id limit $2)
                """),
        ],
        Metrics = [DispatcherSet.Delivered, DispatcherSet.Dead, DispatcherSet.Held, DispatcherSet.PartsHeld, DeadLetterCount.Figure,
            WebhookTargets.Figure],
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new SyncDatabase(parts));
        services.AddCheckedOptions<DispatchOptions>("Dispatch");
        services.AddJson(SyncJson.Default);
        services.AddJson(WebhookJson.Default);
        services.AddSingleton(provider => new StartCheck(() => FlowFolder.Chosen(provider.GetRequiredService<IConfiguration>())));
        services.AddCheckedOptions<MappingOptions>("Mapping");
        services.AddSingleton(provider => new FlowReader(
            [.. provider.GetServices<IConnector>().Select(static system => new FlowSystem(system.System, system.CanRead, system.CanWrite))],
            provider.GetRequiredService<IOptions<MappingOptions>>().Value));
        services.AddSingleton(provider => new FlowRegistry(provider.GetRequiredService<FlowReader>().ReadFolder(
            FlowFolder.Find(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DataFolder>()))));
        services.AddSingleton(
            provider => new Parts(provider.GetRequiredService<SyncDatabase>().Store.Dialect.HasConcurrentWrites ? Parts.Shared : 1));
        services.AddSingleton<IEventConsumer, EventIntake>();
        services.AddSingleton<DispatcherSet>();
        services.AddCheckedOptions<DeliveryRetentionOptions>("Retention");
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DispatcherSet>());
        services.AddSingleton<Backfill>();
        services.AddSingleton<IErasurePart, DeliveryErasure>();
        services.AddSingleton<IDeliveryFigures, DeliveryFigures>();
        services.AddHostedService<PollerSet>();
        AddWebhooks(services);
        services.AddHostedService<DeadLetterCount>();
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddCheckedOptions<OutgoingWebhookOptions>("OutgoingWebhooks");
        services.AddSingleton<SubscriptionCache>();
        services.AddSingleton<WebhookWriter>();
        services.AddSingleton<WebhookHealth>();
        services.AddSingleton<WebhookTargets>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<WebhookTargets>());
    }

    /// <summary>Reads a folder of flows as the next start would, and runs the tests of its mappings.</summary>
    /// <param name="folder">The folder; it must be there.</param>
    /// <param name="modules">What flows may name.</param>
    /// <param name="settings">The settings; the limits of mappings are among them.</param>
    /// <returns>
    /// How many flows would be in force, and how many tests ran. Every fault of every file, <c>file: line: what is wrong</c>: with one
    /// of them the server does not start. Every test that does not hold, in the same form, with the difference.
    /// </returns>
    public static (int Flows, int Tests, IReadOnlyList<string> Faults, IReadOnlyList<string> Failures) CheckFlows(
        string folder, IReadOnlyList<ModuleManifest> modules, IConfiguration settings)
    {
        var systems = modules.Where(static module => module.FlowReads.Count + module.FlowWrites.Count > 0)
            .Select(static module => new FlowSystem(module.Name, module.FlowReads.Contains, module.FlowWrites.Contains));
        var limits = settings.GetSection("Mapping").Get<MappingOptions>() ?? new MappingOptions();
        return FlowFolderTests.Run(folder, new FlowReader([.. systems], limits));
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var sync = routes.MapGroup("/sync").WithTags("Sync");
        ListFlows.Map(sync);
        ListDeliveries.Map(sync);
        ReadDelivery.Map(sync);
        ReplayDeadLetters.Map(sync);
        DiscardDeliveries.Map(sync);
        BackfillFlow.Map(sync);

        var webhooks = routes.MapGroup("/webhooks").WithTags("Webhooks");
        WebhookRecord.Reads.Map<SyncDatabase>(webhooks);
        CreateWebhook.Map(webhooks);
        PatchWebhook.Map(webhooks);
        DeleteWebhook.Map(webhooks);
        RotateWebhook.Map(webhooks);
        PingWebhook.Map(webhooks);
        WebhookDeliveries.Map(webhooks);
        ResendWebhook.Map(webhooks);
    }
}
