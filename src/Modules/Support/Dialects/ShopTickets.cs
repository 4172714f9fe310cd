using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
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
    public static void Map(IEndpointRouteBuilder shop)
    {
        MapReads(shop);
        shop.MapPost(
                "/api/tickets",
                (
                    ShopTicketInput input, Work work, TicketWriter tickets, SupportDatabase database,
                    [FromServices] TicketReferences references, ILogger<SupportDatabase> logger) =>
                    ToldAsync(CreateTicket.RunAsync(input.ToTicket(), work, tickets, database, references, logger)).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
            .Describe(
                "Raise an issue",
                Body.Json("""{ "issue": "The parcel arrived open." }"""), Response.Of<ShopTicket>(201), Response.Error(400, 409));
        shop.MapPut(
                "/api/tickets/{id:long}",
                (long id, ShopTicketInput input, Work work, [FromServices] ChangeTicket change) =>
                    ToldAsync(ChangeAsync(id, input, work, change)).ToHttpAsync())
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

    private static void MapReads(IEndpointRouteBuilder shop)
    {
        shop.MapGet(
                "/api/tickets",
                (HttpRequest request, Work work, SupportDatabase database) => BareArray.ReadAsync(
                    request.Query, query => TicketRecord.Reads.PageAsync(query, work, database), ShopTicket.Of,
                    ShopTicketJson.Wire.ListShopTicket).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsRead, Permissions.TicketsReadOwn)
            .Describe("List tickets as a bare array", Response.Of<List<ShopTicket>>(200), Response.Error(400), [BareArray.After]);
        shop.MapGet(
                "/api/tickets/{id:long}",
                (long id, Work work, SupportDatabase database) => ToldAsync(TicketRecord.Reads.ReadAsync(id, work, database)).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsRead, Permissions.TicketsReadOwn)
            .Describe("Read one ticket", Response.Of<ShopTicket>(200), Response.Error(404));
    }

    private static Task<Answer> ChangeAsync(long id, ShopTicketInput input, Work work, ChangeTicket change) => change.RunAsync(
        id, work,
        before => MergePatch.TryApply(TicketRecord.Table.ToJson(before), input.ToPatch(before), TicketJson.Default.TicketInput));

    /// <summary>Subject and description are one here.</summary>
    private static Task<Answer> ToldAsync(Task<Answer> canonical) =>
        canonical.NamedAsync(static field => field is "subject" or "description" ? "issue" : field)
            .RetoldAsync(ContractsJson.Wire.Ticket, ShopTicket.Of, ShopTicketJson.Wire.ShopTicket);
}
