using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/flows</summary>
internal static class ListFlows
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/flows", (Work work, SyncDatabase database, FlowRegistry flows) => RunAsync(work, database, flows).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe("List the flows in force, and those that are gone but have left deliveries behind", Response.Of<FlowList>(200));

    public static async Task<Answer> RunAsync(Work work, SyncDatabase database, FlowRegistry flows)
    {
        var gone = await GoneFlows.ListAsync(database, flows, work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new FlowList([.. flows.All.Select(View)], gone), SyncJson.Default.FlowList));
    }

    private static FlowView View(Flow flow) => new(
        flow.Name, flow.Description, flow.Source, flow.Kind, [.. flow.On.Order(StringComparer.Ordinal)], flow.Target, flow.TargetKind,
        flow.Poll is { } poll ? $"poll every {poll.Every}" : "event");
}
