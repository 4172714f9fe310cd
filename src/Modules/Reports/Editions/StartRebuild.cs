using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Reports.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Reports.Editions;

/// <summary>POST /reports/rebuild and GET of how it stands</summary>
internal static class StartRebuild
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/rebuild", (Work work, ReportsDatabase database, IAuditTrail trail) => RunAsync(work, database,
            trail).ToHttpAsync())
            .Needs(Permissions.ReportsWrite)
            .Describe(
                "Build all reports anew from the records; they answer from the old ones until that is done", Response.Of<RebuildView>(202));
        routes.MapGet("/rebuild", (Work work, ReportsDatabase database) => ReadAsync(work, database).ToHttpAsync())
            .Needs(Permissions.ReportsRead)
            .Describe("How the newest rebuild stands", Response.Of<RebuildView>(200));
    }

    public static async Task<Answer> RunAsync(Work work, ReportsDatabase database, IAuditTrail trail)
    {
        await trail.RecordAsync(new AuditEntry(work.Actor, "reports:rebuilt", ReportsDatabase.Name), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            static () => "rebuild"u8.ToArray(),
            async transaction => Answer.Accepted(Show(await RebuildTable.AskAsync(transaction, work.Actor, database.Clock.GetUtcNow()))));

        // Behind the commit: who is rung before it looks and finds nothing.
        database.Store.Signals.Ring(RebuildTable.Topic);
        return answer;
    }

    public static async Task<Answer> ReadAsync(Work work, ReportsDatabase database) =>
        Answer.Ok(Show((await database.Store.AskAsync(RebuildTable.NewestAsync, work.Ct))!));

    private static byte[] Show(RebuildView view) => JsonSerializer.SerializeToUtf8Bytes(view, RebuildJson.Wire.RebuildView);
}
