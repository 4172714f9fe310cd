using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/flows</summary>
internal static class ListFlows
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/flows", (FlowRegistry flows) => Run(flows).ToHttp())
        .Needs(Permissions.SyncRead)
        .Describe("List the flows in force", Response.Of<FlowList>(200));

    public static Answer Run(FlowRegistry flows) =>
        Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new FlowList([.. flows.All.Select(View)]), SyncJson.Default.FlowList));

    private static FlowView View(Flow flow) => new(
        flow.Name, flow.Description, flow.Source, flow.Kind, [.. flow.On.Order(StringComparer.Ordinal)], flow.Target, flow.TargetKind,
        flow.Poll is { } poll ? $"poll every {poll.Every}" : "event");
}
