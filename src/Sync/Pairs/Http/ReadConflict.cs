using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Pairs.Http;

/// <summary>GET /sync/conflicts/{id}</summary>
internal static class ReadConflict
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/conflicts/{id:long}",
            (
                long id, Work work, SyncDatabase database, PairLinks links, IEnumerable<ISystem> systems,
                    IOptions<MappingOptions> limits) =>
                RunAsync(id, work, database, links, systems, limits.Value).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe("Read a conflict with both records side by side, as they are now", Response.Of<ConflictDetails>(200),
            Response.Error(404));

    public static async Task<Answer> RunAsync(
        long id, Work work, SyncDatabase database, PairLinks links, IEnumerable<ISystem> systems, MappingOptions limits)
    {
        var (conflict, link) = await database.Store.ReadAsync(
            async reader =>
            {
                var found = await reader.FirstAsync(
                    $"select {PairConflict.Columns} from pair_conflicts where id = $1", PairConflict.Read, id);
                return (found, found?.LinkId is not { } number ? null : await reader.FirstAsync(
                    $"select {PairLink.Columns} from pair_links where id = $1", PairLink.Read, number));
            },
            work.Ct);
        if (conflict is null)
        {
            return Answer.NotFound("conflict", id);
        }

        var sides = link is null || links.Find(conflict.Flow).Flow is not { } flow ? [null, null] : await Task.WhenAll(
            SideAsync(flow, flow.Pair!.Left, link), SideAsync(flow, flow.Pair.Right, link));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new ConflictDetails(ConflictView.Of(conflict), link is null ? null : LinkView.Of(link), sides[0], sides[1]),
            PairJson.Default.ConflictDetails));

        async Task<ConflictSide?> SideAsync(Flow flow, PairSide side, PairLink of)
        {
            if (of.IdOf(side.Side) is not { } record)
            {
                return null;
            }

            var system = systems.First(one => string.Equals(one.Name, side.System, StringComparison.Ordinal));
            var read = await new SideSystem(side, system, new SideMapping(flow.Pair!.Fields, side.Side, limits), flow, database.Clock)
                .ReadAsync(record, work.Ct);
            return new ConflictSide(
                side.System, side.Kind, record, read.Record is null ? null : Json(read.Fields), Json(of.BaseOf(side.Side)),
                read.IsGone ? "It is gone." : read.Failure?.Message);
        }
    }

    private static JsonElement? Json(JsonNode? node) => node is null ? null : JsonElement.Parse(node.ToJsonString());
}
