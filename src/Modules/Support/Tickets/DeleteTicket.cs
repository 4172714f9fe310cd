using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Tickets;

/// <summary>DELETE /tickets/{id}</summary>
internal static class DeleteTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}",
            (long id, Work work, TicketWriter tickets, SupportDatabase database) => RunAsync(id, work, tickets, database).ToHttpAsync())
        .Needs(Permissions.TicketsWrite)
        .Describe(
            "Delete a ticket with its comments, files and links; a tombstone stays", Response.Empty(204), Response.Error(404, 412));

    public static Task<Answer> RunAsync(long id, Work work, TicketWriter tickets, SupportDatabase database) =>
        TicketRecord.Table.RemoveAsync(database, id, work, async (transaction, ticket) =>
        {
            await tickets.DeleteAsync(transaction, work, ticket);
            return null;
        });
}
