using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Replays;

/// <summary>GET /sync/replays and GET /sync/replays/{id}</summary>
internal static class ReadReplays
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/replays", (Work work, SyncDatabase database, FlowRegistry flows) => ListAsync(work, database, flows).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("List the newest 100 replays of many dead letters", Response.Of<ReplayList>(200));
        routes.MapGet(
            "/replays/{id:long}",
            (long id, Work work, SyncDatabase database, FlowRegistry flows) => OneAsync(id, work, database, flows).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("Read how far a replay has come, and what came of it", Response.Of<ReplayView>(200), Response.Error(404));
    }

    public static async Task<Answer> ListAsync(Work work, SyncDatabase database, FlowRegistry flows)
    {
        var views = await database.Store.ReadAsync(
            async reader =>
            {
                var made = new List<ReplayView>();
                foreach (var replay in await Replay.NewestAsync(reader))
                {
                    made.Add(await ReplayTable.ViewAsync(reader, replay, flows));
                }

                return made;
            },
            work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ReplayList(views), ReplayJson.Default.ReplayList));
    }

    public static async Task<Answer> OneAsync(long id, Work work, SyncDatabase database, FlowRegistry flows)
    {
        var view = await database.Store.ReadAsync(
            async reader => await Replay.FindAsync(reader, id) is { } replay ? await ReplayTable.ViewAsync(reader, replay, flows) : null,
            work.Ct);
        return view is null ? Answer.NotFound("replay", id)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, ReplayJson.Default.ReplayView));
    }
}
