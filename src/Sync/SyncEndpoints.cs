using Lockstep.Sync.Backfills;
using Lockstep.Sync.FirstMatch.Http;
using Lockstep.Sync.Freshness;
using Lockstep.Sync.Http;
using Lockstep.Sync.Incoming;
using Lockstep.Sync.Pairs.Http;
using Lockstep.Sync.Replays;
using Lockstep.Sync.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync;

/// <summary>The paths below <c>/sync</c>.</summary>
internal static class SyncEndpoints
{
    public static void MapSync(this IEndpointRouteBuilder routes)
    {
        var sync = routes.MapGroup("/sync").WithTags("Sync");
        ListFlows.Map(sync);
        ApplyFlow.Map(sync);
        PreviewFlow.Map(sync);
        PauseFlow.Map(sync);
        FlowHistories.Map(sync);
        FlowSweeps.Map(sync);
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
