using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.FirstMatch.Http;

/// <summary>POST /sync/flows/{name}/first-match/accept</summary>
internal static class AcceptFirstMatch
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/flows/{name}/first-match/accept",
            (string name, AcceptInput input, Work work, [FromServices] FirstMatches matches, SyncDatabase database) =>
                RunAsync(name, input, work, matches, database).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .Describe(
            "Link the records whose partner is certain, all or some; with all the flow makes the partners of the rest, where it makes any",
            Body.Json("""{ "all": true }"""), Response.Of<AcceptResult>(202), Response.Error(400, 404, 409));

    public static async Task<Answer> RunAsync(string name, AcceptInput input, Work work, FirstMatches matches, SyncDatabase database)
    {
        var (flow, unknown) = matches.Find(name);
        if (flow is null)
        {
            return unknown!;
        }

        await matches.NoteAsync(work, "flow:first-match-accepted", flow);
        return await work.WriteOnceAsync(
            database, () => JsonSerializer.SerializeToUtf8Bytes(input, FirstMatchJson.Default.AcceptInput),
            async transaction => await matches.AcceptAsync(transaction, flow, input, work) switch
            {
                ({ } result, _) => Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(result, FirstMatchJson.Default.AcceptResult)),
                var (_, refusal) => refusal!,
            });
    }
}
