using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Tickets;

/// <summary>PUT /tickets/{id}</summary>
internal static class ReplaceTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut(
            "/{id:long}",
            (long id, WholeRecord whole, Work work, [FromServices] ChangeTicket change) =>
                RunAsync(id, whole.Members, work, change).ToHttpAsync())
        .Accepts<TicketInput>("application/json")
        .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
        .Describe(
            "Replace a ticket; without status it keeps that, and of a customer's own ticket all that only the staff set stays",
            Body.Json("""{ "customerId": 42, "subject": "Parcel arrived open", "description": "It was found since." }"""),
            Response.Of<Ticket>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, JsonObject whole, Work work, ChangeTicket change) => change.RunAsync(
        id, work,
        before =>
        {
            var (input, refusal) = MergePatch.TryReplace(TicketRecord.Table.ToJson(before), whole, TicketJson.Default.TicketInput);
            return (input is null || work.Only is null ? input : Kept(input, before), refusal);
        });

    /// <summary>What customers can't say stays where they say nothing of it.</summary>
    private static TicketInput Kept(TicketInput input, Ticket before) => input with
    {
        CustomerId = input.CustomerId ?? before.CustomerId,
        ExternalId = input.ExternalId ?? before.ExternalId,
        Source = input.Source ?? before.Source,
        Requester = input.Requester ?? before.Requester,
        Priority = input.Priority ?? before.Priority,
        Assignee = input.Assignee ?? before.Assignee,
        Queue = input.Queue ?? before.Queue,
        Tags = input.Tags ?? before.Tags,
        Custom = input.Custom ?? before.Custom,
    };
}
