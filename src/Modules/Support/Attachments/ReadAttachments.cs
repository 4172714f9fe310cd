using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

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
                async (long id, long attachmentId, HttpContext context, Work work, SupportDatabase database) =>
                    await FindAsync(id, attachmentId, work, database) is { } found
                        ? Sent(context.Response, found.File, found.Content)
                        : Answer.NotFound("file", attachmentId).ToHttp())
            .NeedsOrOwn(Permissions.TicketsRead, Permissions.TicketsReadOwn)
            .Describe("One file of a ticket, to be saved", [new ProducesResponseTypeMetadata(200, typeof(string), FileKind.All)],
                Response.Error(404));
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

    /// <summary>
    /// Whatever a file holds, no browser shows it in our name: it is saved, its type is not guessed, and nothing in it runs.
    /// </summary>
    private static IResult Sent(HttpResponse response, TicketAttachment file, byte[] content)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(content, FileKind.Header(file.MediaType));
    }
}
