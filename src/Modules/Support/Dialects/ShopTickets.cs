using Lockstep.Contracts.Access;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Support.Dialects;

/// <summary>Tickets as the shop has them: an issue of the customer who raises it; the staff reach all.</summary>
internal static class ShopTickets
{
    private static readonly DialectReads<Ticket, TicketInput, ShopTicket> Reads = new(TicketRecord.Reads)
    {
        Path = "/api/tickets",
        Shape = ShopTicket.Of,
        Json = ShopTicketJson.Wire.ShopTicket,
        ListJson = ShopTicketJson.Wire.ListShopTicket,

        // Subject and description are one here.
        Field = static field => field is "subject" or "description" ? "issue" : field,
    };

    public static void Map(IEndpointRouteBuilder shop)
    {
        Reads.Map<SupportDatabase>(shop);
        shop.MapPost(
                "/api/tickets",
                (
                    ShopTicketInput input, Work work, TicketWriter tickets, SupportDatabase database,
                    [FromServices] TicketReferences references, ILogger<SupportDatabase> logger) =>
                    Reads.ToldAsync(CreateTicket.RunAsync(input.ToTicket(), work, tickets, database, references, logger)).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
            .Describe(
                "Raise an issue",
                Body.Json("""{ "issue": "The parcel arrived open." }"""), Response.Of<ShopTicket>(201), Response.Error(400, 409));
        shop.MapPut(
                "/api/tickets/{id:long}",
                (long id, ShopTicketInput input, Work work, [FromServices] ChangeTicket change) =>
                    Reads.ToldAsync(ChangeAsync(id, input, work, change)).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
            .Describe(
                "Change an issue or its status; what is left out stays as it is",
                Body.Json("""{ "status": "processing" }"""), Response.Of<ShopTicket>(200), Response.Error(400, 403, 404, 409));
        shop.MapDelete(
                "/api/tickets/{id:long}",
                (long id, Work work, TicketWriter tickets, SupportDatabase database) =>
                    DeleteTicket.RunAsync(id, work, tickets, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe("Delete a ticket", Response.Empty(204), Response.Error(404));
    }

    private static Task<Answer> ChangeAsync(long id, ShopTicketInput input, Work work, ChangeTicket change) => change.RunAsync(
        id, work,
        before => MergePatch.TryApply(TicketRecord.Table.ToJson(before), input.ToPatch(before), TicketJson.Default.TicketInput));
}
