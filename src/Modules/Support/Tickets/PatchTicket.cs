using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Tickets;

/// <summary>PATCH /tickets/{id} with a JSON Merge Patch; moves a ticket along, too.</summary>
internal static class PatchTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, JsonObject patch, Work work, [FromServices] ChangeTicket change) => RunAsync(id, patch, work, change).ToHttpAsync())
        .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
        .Describe(
            "Change some fields of a ticket (JSON Merge Patch), its status among them",
            Body.Json("""{ "status": "in_progress" }"""),
            Response.Of<Ticket>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, JsonObject patch, Work work, ChangeTicket change) => change.RunAsync(
        id, work, before => MergePatch.TryApply(TicketRecord.Table.ToJson(before), patch, TicketJson.Default.TicketInput));
}
