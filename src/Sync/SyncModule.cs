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
using Lockstep.Sync.Backfills;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.FirstMatch;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Freshness;
using Lockstep.Sync.Http;
using Lockstep.Sync.Incoming;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Replays;
using Lockstep.Sync.Runs;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Secrets;
using Lockstep.Sync.Subscriptions;
using Lockstep.Sync.Systems;
using Lockstep.Sync.Triggers;
using Lockstep.Sync.Versions;
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
        Secrets = [SecretTable.Column, SystemTokens.Column],
        Future = [DeliveryTable.Future, SweepTable.Future, .. RunTable.Future, HookTable.Future, BackfillTable.Future],
        Retention =
        [
            RunTable.Retention,
            HookTable.Retention,
            BackfillTable.Retention,
            RetentionRule.By<DeliveryRetentionOptions>(SyncDatabase.Name, static options => options.Deliveries, """
                delete from deliveries where id in (
                  select id from deliveries where state in ('delivered', 'skipped') and finished_at < $1 order by finished_at limit $2)
                """),
            RetentionRule.By<DeliveryRetentionOptions>(SyncDatabase.Name, static options => options.Deliveries, """
                delete from replays where id in (
                  select id from replays where finished_at is not null and finished_at < $1 order by finished_at limit $2)
                """),
            // The newest one stays: by its number what is in memory is held against the table.
            new(SyncDatabase.Name, static _ => Erasures.Kept, """
                delete from erasures where id in (
                  select id from erasures where at < $1 and id < (select max(id) from erasures) order by at limit $2)
                """),
            RetentionRule.By<DeliveryRetentionOptions>(SyncDatabase.Name, static options => options.Deliveries, """
                delete from pair_conflicts where id in (
                  select id from pair_conflicts where state = 'settled' and settled_at < $1 order by settled_at limit $2)
                """),
            .. FirstMatchTable.Retention,
            RetentionRule.By<OutgoingWebhookOptions>(SyncDatabase.Name, static options => options.KeepWaiting, """
                delete from deliveries where id in (
                  select d.id from webhooks w join deliveries d on d.flow = 'webhook:' || w.id
                  where w.enabled = 0 and d.finished_at is null and d.created_at < $1 order by d.id limit $2)
                """),
        ],
        Metrics = [DispatcherSet.Delivered, DispatcherSet.Dead, DispatcherSet.Held, DispatcherSet.PartsHeld, DeadLetterCount.Figure,
            FreshnessWatch.Age, FreshnessWatch.Late,
            WebhookTargets.Figure, FlowStates.Figure],
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new SyncDatabase(parts));
        services.AddCheckedOptions<DispatchOptions>("Dispatch");
        services.AddJson(SyncJson.Default);
        services.AddJson(WebhookJson.Default);
        services.AddSingleton(provider => new StartCheck(() =>
        {
            var settings = provider.GetRequiredService<IConfiguration>();
            _ = (FlowFolder.Chosen(settings), SystemFolder.Chosen(settings));
        }));
        services.AddJson(SystemJson.Default);
        services.AddSingleton<SystemTokens>();
        services.AddSingleton(new SystemRegistry([], []));
        services.AddSingleton(SecretReferences.Family);
        services.AddCheckedOptions<MappingOptions>("Mapping");
        services.AddSingleton(provider => new FlowReader(
            [.. SystemsOf(provider)], provider.GetRequiredService<IOptions<MappingOptions>>().Value));
        services.AddSingleton(static _ => new FlowRegistry([]));
        services.AddVersions();
        services.AddSingleton(
            provider => new Parts(provider.GetRequiredService<SyncDatabase>().Store.Dialect.HasConcurrentWrites ? Parts.Shared : 1));
        services.AddSingleton<IEventConsumer, EventIntake>();
        services.AddSingleton<DispatcherSet>();
        services.AddCheckedOptions<DeliveryRetentionOptions>("Retention");
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DispatcherSet>());
        services.AddSingleton<Erasures>();
        services.AddSingleton<IErasurePart, DeliveryErasure>();
        services.AddSingleton<IExportPart, DeliveriesExportPart>();
        services.AddSingleton<IDeliveryFigures, DeliveryFigures>();
        services.AddHostedService<PollerSet>();
        services.AddTriggers();
        services.AddPairs();
        services.AddWebhooks();
        services.AddFirstMatch();
        services.AddHostedService<QuotaShares>();
        services.AddReplays();
    }

    /// <summary>Adds the systems: the modules, and those of the folder of systems.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="connectors">The kinds of outside systems.</param>
    /// <param name="builtIn">Makes a system of a module.</param>
    public static void AddSystems(
        IServiceCollection services, IReadOnlyList<IConnector> connectors, Func<IModuleSystem, TimeProvider, ISystem> builtIn)
    {
        services.AddSingleton(provider => SystemRegistry.Open(
            SystemFolder.Find(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DataFolder>()), connectors,
            [.. provider.GetServices<IModuleSystem>().Select(static module => module.Name)], provider));
        services.AddSingleton<IEnumerable<ISystem>>(provider =>
        [
            .. provider.GetServices<IModuleSystem>().Select(module => builtIn(module, provider.GetRequiredService<TimeProvider>())),
            .. provider.GetRequiredService<SystemRegistry>().All.Select(static one => one.System),
        ]);
    }

    /// <summary>Every system that flows may name; those that are modules publish events.</summary>
    private static IEnumerable<FlowSystem> SystemsOf(IServiceProvider provider)
    {
        var modules = provider.GetServices<IModuleSystem>().Select(static module => module.Name).ToHashSet(StringComparer.Ordinal);
        return provider.GetServices<ISystem>().Select(system => new FlowSystem(system.Name, system.Kinds, !modules.Contains(system.Name)));
    }

    /// <summary>Reads a folder of flows as the next start would, and runs the tests of its mappings.</summary>
    /// <param name="folder">The folder; it must be there.</param>
    /// <param name="modules">What flows may name.</param>
    /// <param name="systemsFolder">The folder of systems, which may be missing; its faults are those of another check.</param>
    /// <param name="connectors">The kinds of outside systems.</param>
    /// <param name="settings">The settings; the limits of mappings are among them.</param>
    /// <returns>
    /// How many flows would be in force, and how many tests ran. Every fault of every file, <c>file: line: what is wrong</c>: with one
    /// of them the server does not start. Every test that does not hold, in the same form, with the difference.
    /// </returns>
    public static (int Flows, int Tests, IReadOnlyList<string> Faults, IReadOnlyList<string> Failures) CheckFlows(
        string folder, IReadOnlyList<ModuleManifest> modules, string systemsFolder, IReadOnlyList<IConnector> connectors,
            IConfiguration settings)
    {
        var systems = SystemsOf(modules).Concat(SystemRegistry.Check(systemsFolder, connectors, NamesOf(modules), [])
            .Select(static one => new FlowSystem(one.System.Name, one.System.Kinds, IsOutside: true)));
        var limits = settings.GetSection("Mapping").Get<MappingOptions>() ?? new MappingOptions();
        return FlowFolderTests.Run(folder, new FlowReader([.. systems], limits));
    }

    /// <summary>Reads a folder of systems as the next start would, and calls nobody.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="modules">Whose names are taken.</param>
    /// <param name="connectors">The kinds of outside systems.</param>
    /// <returns>How many systems there are, and every fault of every file.</returns>
    public static (int Systems, IReadOnlyList<string> Faults) CheckSystems(
        string folder, IReadOnlyList<ModuleManifest> modules, IReadOnlyList<IConnector> connectors)
    {
        var faults = new List<string>();
        return (SystemRegistry.Check(folder, connectors, NamesOf(modules), faults).Count, faults);
    }

    private static IReadOnlyCollection<string> NamesOf(IReadOnlyList<ModuleManifest> modules) =>
        [.. SystemsOf(modules).Select(static system => system.Name)];

    private static IEnumerable<FlowSystem> SystemsOf(IReadOnlyList<ModuleManifest> modules) =>
        modules.Where(static module => module.FlowReads.Count + module.FlowWrites.Count > 0)
            .Select(static module =>
                new FlowSystem(module.Name, ModuleKinds.Of(module.FlowReads, module.FlowWrites, module.FlowRecords), IsOutside: false));

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapSync();
        var systems = routes.MapGroup("/systems").WithTags("Systems");
        ListSystems.Map(systems);
        TestSystem.Map(systems);
        AuthorizeSystem.Map(systems);
        RedeemSystem.Map(systems);

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
