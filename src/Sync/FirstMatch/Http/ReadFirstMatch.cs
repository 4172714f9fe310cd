using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.FirstMatch.Http;

/// <summary>GET /sync/flows/{name}/first-match</summary>
internal static class ReadFirstMatch
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/flows/{name}/first-match",
            (string name, Work work, [FromServices] FirstMatches matches) => RunAsync(name, work, matches).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe(
            "Read how far the newest first match of a flow is, and how many records it would link and make",
            Response.Of<FirstMatchView>(200), Response.Error(404, 409));

    public static async Task<Answer> RunAsync(string name, Work work, FirstMatches matches)
    {
        var (flow, unknown) = matches.Find(name);
        return flow is null ? unknown!
            : await matches.ReadAsync(flow, work.Ct) is { } view
                ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, FirstMatchJson.Default.FirstMatchView))
                : new Refusal(RefusalCode.NotFound, $"There was no first match of {name} yet; start one.");
    }
}
