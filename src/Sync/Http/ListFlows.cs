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

    private static FlowView View(Flow flow) => flow.Pair is { } pair ? View(flow, pair) : new(
        flow.Name, flow.Description, flow.Source, flow.Kind, [.. flow.On.Order(StringComparer.Ordinal)], flow.Target, flow.TargetKind,
        flow.Poll is { } poll ? $"poll every {poll.Every}" : "event");

    /// <summary>Of one that goes both ways the left side stands for the source.</summary>
    private static FlowView View(Flow flow, Pair pair) => new(
        flow.Name, flow.Description, pair.Left.System, pair.Left.Kind, [.. flow.On.Order(StringComparer.Ordinal)], pair.Right.System,
        pair.Right.Kind,
        $"both ways; {string.Join(", ", pair.Sides.Select(static side => side.Poll is { } poll ? $"{side.Word} polled every {poll.Every}" : $"{side.Word} by events"))}");
}
