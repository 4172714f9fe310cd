using Lockstep.Contracts.Customers;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Backfills;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.FirstMatch;
using Lockstep.Sync.FirstMatch.Http;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Freshness;
using Lockstep.Sync.Http;
using Lockstep.Sync.Incoming;
using Lockstep.Sync.Pairs;
using Lockstep.Sync.Pairs.Http;
using Lockstep.Sync.Replays;
using Lockstep.Sync.Runs;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Lockstep.Sync.Triggers;
using Lockstep.Sync.Versions;
using Lockstep.Sync.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync;

/// <summary>What the parts of the module are made of, part by part.</summary>
internal static class SyncServices
{
    /// <summary>Dead letters, their replays, and how fresh flows are.</summary>
    public static void AddReplays(this IServiceCollection services)
    {
        services.AddHostedService<DeadLetterCount>();
        services.AddCheckedOptions<FreshnessOptions>("Freshness");
        services.AddJson(FreshnessJson.Default);
        services.AddSingleton<Canaries>();
        services.AddHostedService<FreshnessWatch>();
        services.AddCheckedOptions<ReplayOptions>("Replay");
        services.AddJson(ReplayJson.Default);
        services.AddHostedService<ReplayWorker>();
        services.AddJson(PreviewJson.Default);
        services.AddSingleton<ReplayPreview>();
        services.AddSingleton(provider => new FlowDrafts(
            provider.GetRequiredService<FlowReader>(),
            FlowFolder.Find(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DataFolder>()),
            provider.GetRequiredService<IOptions<FlowOptions>>().Value.TextMax));
    }

    public static void AddPairs(this IServiceCollection services)
    {
        services.AddSingleton(provider => new PairQueue(
            provider.GetRequiredService<Parts>(), provider.GetRequiredService<DispatcherSet>(),
            provider.GetRequiredService<SyncDatabase>().Clock));
        services.AddHostedService<PairTargets>();
        services.AddCheckedOptions<PairOptions>("Pairs");
        services.AddJson(PairJson.Default);
        services.AddSingleton<PairLinks>();
        services.AddSingleton<SideReader>();
        services.AddSingleton<PairDecisions>();
        services.AddSingleton<IErasurePart, PairErasure>();
        services.AddSingleton<IExportPart, PairsExportPart>();
    }

    /// <summary>What triggers flows besides events and polls.</summary>
    public static void AddTriggers(this IServiceCollection services)
    {
        services.AddCheckedOptions<TriggerOptions>("Triggers");
        services.AddCheckedOptions<TriggerRetentionOptions>("Retention");
        services.AddJson(RunJson.Default);
        services.AddJson(IncomingJson.Default);
        services.AddJson(BackfillJson.Default);
        services.AddHostedService<CronRuns>();
        services.AddSingleton(provider => new HookSecrets(
            FlowFolder.Find(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DataFolder>()),
            provider.GetRequiredService<ISecrets>, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TakeHook>();
        services.AddSingleton<HookCommit>();
        services.AddHostedService<HookIntake>();
        services.AddSingleton<IErasurePart, HookErasure>();
        services.AddSingleton<BackfillPages>();
        services.AddHostedService<BackfillWorker>();
    }

    /// <summary>Before whatever goes by the flows in force.</summary>
    public static void AddVersions(this IServiceCollection services)
    {
        services.AddCheckedOptions<FlowOptions>("Flows");
        services.AddJson(FlowJson.Default);
        services.AddJson(SweepJson.Default);
        services.AddJson(FlowPreviewJson.Default);
        services.AddSingleton<FlowVersions>();
        services.AddSingleton<FlowWriter>();
        services.AddSingleton<FlowTexts>();
        services.AddSingleton<FlowFolderWatch>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<FlowFolderWatch>());
        services.AddHostedService<FlowStates>();
    }

    public static void AddFirstMatch(this IServiceCollection services)
    {
        services.AddCheckedOptions<FirstMatchOptions>("FirstMatch");
        services.AddJson(FirstMatchJson.Default);
        services.AddSingleton<FirstMatches>();
        services.AddSingleton<IErasurePart, FirstMatchErasure>();
        services.AddHostedService<FirstMatchRunner>();
    }

    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddCheckedOptions<OutgoingWebhookOptions>("OutgoingWebhooks");
        services.AddSingleton<SubscriptionCache>();
        services.AddSingleton<WebhookWriter>();
        services.AddSingleton<WebhookHealth>();
        services.AddSingleton<WebhookTargets>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<WebhookTargets>());
        services.AddHostedService<FlowHooks>();
    }
}
