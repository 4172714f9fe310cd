using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.FirstMatch.Http;

/// <summary>POST /sync/flows/{name}/first-match</summary>
internal static class StartFirstMatch
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/flows/{name}/first-match",
            (string name, Work work, [FromServices] FirstMatches matches, SyncDatabase database) =>
                RunAsync(name, work, matches, database).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .Describe(
            "Compare all records of both sides of a flow, before any is made; nothing is written there",
            Response.Of<FirstMatchView>(202), Response.Error(404, 409));

    public static async Task<Answer> RunAsync(string name, Work work, FirstMatches matches, SyncDatabase database)
    {
        var (flow, unknown) = matches.Find(name);
        if (flow is null)
        {
            return unknown!;
        }

        await matches.NoteAsync(work, "flow:first-match-started", flow);
        return await work.WriteOnceAsync(
            database, static () => ReadOnlyMemory<byte>.Empty,
            async transaction => await matches.StartAsync(transaction, flow, work) switch
            {
                ({ } view, _) => Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(view, FirstMatchJson.Default.FirstMatchView)),
                var (_, refusal) => refusal!,
            });
    }
}
