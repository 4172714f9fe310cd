using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Pairs.Http;

/// <summary>GET /sync/conflicts/{id}</summary>
internal static class ReadConflict
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/conflicts/{id:long}",
            (long id, Work work, SyncDatabase database, PairLinks links, SideReader sides) =>
                RunAsync(id, work, database, links, sides).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe("Read a conflict with both records side by side, as they are now", Response.Of<ConflictDetails>(200),
            Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, SyncDatabase database, PairLinks links, SideReader sides)
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

        var both = link is null || links.Find(conflict.Flow).Flow is not { } flow ? [null, null] : await Task.WhenAll(
            SideAsync(flow, flow.Pair!.Left, link), SideAsync(flow, flow.Pair.Right, link));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new ConflictDetails(ConflictView.Of(conflict), link is null ? null : LinkView.Of(link), both[0], both[1]),
            PairJson.Default.ConflictDetails));

        async Task<ConflictSide?> SideAsync(Flow flow, PairSide side, PairLink of)
        {
            if (of.IdOf(side.Side) is not { } record)
            {
                return null;
            }

            var read = await sides.ReadAsync(flow, side, record, work.Ct);
            return new ConflictSide(
                side.System, side.Kind, record, read.Record is null ? null : Json(read.Fields), Json(of.BaseOf(side.Side)),
                read.IsGone ? "It is gone." : read.Failure?.Message);
        }
    }

    private static JsonElement? Json(JsonNode? node) => node is null ? null : JsonElement.Parse(node.ToJsonString());
}
