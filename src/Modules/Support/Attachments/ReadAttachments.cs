using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Attachments;

/// <summary>GET /tickets/{id}/attachments, and one of them as a file to be saved; customers see what is public on what is theirs.</summary>
internal static class ReadAttachments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                "/{id:long}/attachments", (long id, Work work, SupportDatabase database) => ListAsync(id, work, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsRead, Permissions.TicketsReadOwn)
            .Describe("The files of a ticket", Response.Of<AttachmentList>(200), Response.Error(404));
        routes.MapGet(
                "/{id:long}/attachments/{attachmentId:long}",
                async (long id, long attachmentId, Work work, SupportDatabase database) =>
                    await FindAsync(id, attachmentId, work, database) is { } found
                        ? FileDownload.Of(new UploadedFile(found.File.Name, found.File.MediaType, found.Content))
                        : Answer.NotFound("file", attachmentId).ToHttp())
            .NeedsOrOwn(Permissions.TicketsRead, Permissions.TicketsReadOwn)
            .Describe("One file of a ticket, to be saved", FileServices.SendsFile, Response.Error(404));
    }

    public static Task<Answer> ListAsync(long id, Work work, SupportDatabase database) => database.Store.ReadAsync<Answer>(
        async reader => await TicketRecord.Table.FindAsync(reader, id) is { } ticket && work.Reaches(ticket.CustomerId)
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                new AttachmentList(await AttachmentTable.ListAsync(reader, id, onlyPublic: work.Only is not null)),
                AttachmentJson.Wire.AttachmentList))
            : Answer.NotFound(TicketRecord.Kind, id),
        work.Ct).AsTask();

    public static ValueTask<(TicketAttachment File, byte[] Content)?> FindAsync(long id, long fileId, Work work,
        SupportDatabase database) =>
        database.Store.ReadAsync(
            async reader => await TicketRecord.Table.FindAsync(reader, id) is { } ticket && work.Reaches(ticket.CustomerId)
                ? await AttachmentTable.FindAsync(reader, id, fileId, onlyPublic: work.Only is not null)
                : null,
            work.Ct);
}
