using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Attachments;

/// <summary>DELETE /tickets/{id}/attachments/{attachmentId}</summary>
internal static class DeleteAttachment
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}/attachments/{attachmentId:long}",
            (long id, long attachmentId, Work work, AttachmentWriter attachments, SupportDatabase database) =>
                RunAsync(id, attachmentId, work, attachments, database).ToHttpAsync())
        .Needs(Permissions.TicketsWrite)
        .Describe("Remove a file from a ticket", Response.Empty(204), Response.Error(404, 412));

    public static Task<Answer> RunAsync(long id, long fileId, Work work, AttachmentWriter attachments, SupportDatabase database) =>
        TicketRecord.Table.RemoveAsync(
            database, id, work, (transaction, ticket) => attachments.DeleteAsync(transaction, work, ticket, fileId));
}
