using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
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
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Pairs;
using Lockstep.Sync.Pairs.Http;
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

/// <summary>The paths below <c>/sync</c>.</summary>
internal static class SyncEndpoints
{
    public static void MapSync(this IEndpointRouteBuilder routes)
    {
        var sync = routes.MapGroup("/sync").WithTags("Sync");
        ListFlows.Map(sync);
        ApplyFlow.Map(sync);
        PauseFlow.Map(sync);
        FlowHistories.Map(sync);
        ListDeliveries.Map(sync);
        ReadDelivery.Map(sync);
        ReadFreshness.Map(sync);
        DeadLetterGroups.Map(sync);
        ReplayDeadLetters.Map(sync);
        PreviewReplay.Map(sync);
        StartReplay.Map(sync);
        ReadReplays.Map(sync);
        MoveReplay.Map(sync);
        DiscardDeliveries.Map(sync);
        BackfillFlow.Map(sync);
        MoveBackfill.Map(sync);
        RunEndpoints.Map(sync);
        TakeHook.Map(sync);
        HookEndpoints.Map(sync);
        StartFirstMatch.Map(sync);
        ReadFirstMatch.Map(sync);
        ListFirstMatch.Map(sync);
        AcceptFirstMatch.Map(sync);
        ListPairs.Map(sync);
        LinkRecords.Map(sync);
        ImportLinks.Map(sync);
        ReadConflict.Map(sync);
        DecideConflicts.Map(sync);
    }
}
