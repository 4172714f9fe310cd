using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Comments;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Attachments;

/// <summary>POST /tickets/{id}/attachments with the file as the body or in a form, also by the customer of the ticket</summary>
internal sealed class AddAttachment(AttachmentWriter attachments, SupportDatabase database)
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/attachments",
            (long id, HttpContext context, Work work, [FromServices] AddAttachment add) =>
                add.RunAsync(id, context.Request, work).ToHttpAsync())
        .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
        .TakesFile(routes)
        .Describe(
            "Add a file to a ticket: the body, named by name, or the one file of a form (multipart/form-data). Of what kind it is its "
                + "content says, and it is only ever given out to be saved",
            Body.Of("application/octet-stream", "what the parcel looks like"),
            Response.Of<TicketAttachment>(201), Response.Error(400, 404, 409, 412, 413, 422),
            [
                new QueryParameter("name", "The name of the file; in a form that of the file", "parcel.txt"),
                new QueryParameter("visibility", "Who sees it; public when left out") { Words = [CommentRules.Public,
                    CommentRules.Internal] },
                new QueryParameter("commentId", "The comment that it comes with") { Format = QueryParameter.Whole },
            ]);

    /// <summary>Adds a file.</summary>
    /// <param name="id">The ticket.</param>
    /// <param name="request">The file, and what is said of it.</param>
    /// <param name="work">Who wants it.</param>
    public async Task<Answer> RunAsync(long id, HttpRequest request, Work work)
    {
        var errors = new Errors();
        var (isPublic, commentId) = Read(request.Query, errors);
        var (file, refused) = await UploadedFile.ReadAsync(request, work.Ct);
        if ((errors.ToRefusal() ?? refused ?? RefuseOwner(isPublic, work)) is { } refusal)
        {
            // Of a ticket that is not theirs callers learn nothing, not even that the file alone was wrong.
            return await IsReachedAsync(id, work) ? refusal : Answer.NotFound(TicketRecord.Kind, id);
        }

        var added = new NewAttachment(file!, isPublic, commentId);
        return await work.WriteOnceAsync(
            database,
            // The file by its digest, by which a repeat under the same key is told from another file.
            () => (byte[])[.. Said(added), .. added.File.Digest],
            transaction => WriteAsync(transaction, id, added, work));
    }

    private static (bool IsPublic, long? CommentId) Read(IQueryCollection query, Errors errors)
    {
        if (query["visibility"] is [{ Length: > 0 } word] && word is not (CommentRules.Public or CommentRules.Internal))
        {
            errors.Add("visibility", "Must be public or internal.");
        }

        var comment = query.Number("commentId", 1, long.MaxValue, 0, errors);
        return (query["visibility"].ToString() is not CommentRules.Internal, comment is 0 ? null : comment);
    }

    private static byte[] Said(NewAttachment file) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{file.File.Name}\n{file.IsPublic}\n{file.CommentId}\n"));

    private static Refusal? RefuseOwner(bool isPublic, Work work) => work.Only is not null && !isPublic
        ? Refusal.Of(RefusalCode.Forbidden, "visibility", "Customers add files in public only.")
        : null;

    private async Task<bool> IsReachedAsync(long id, Work work) =>
        await database.Store.AskAsync(reader => TicketRecord.Table.FindAsync(reader, id), work.Ct) is { } ticket
            && work.Reaches(ticket.CustomerId);

    private async ValueTask<Answer> WriteAsync(ITransaction transaction, long id, NewAttachment file, Work work)
    {
        if (await TicketRecord.Table.FindForUpdateAsync(transaction, id) is not { } before || !work.Reaches(before.CustomerId))
        {
            return Answer.NotFound(TicketRecord.Kind, id);
        }

        if (work.RefuseStale(before.Version) is { } stale)
        {
            return stale;
        }

        var (added, refusal) = await attachments.AddAsync(transaction, work, before, file);
        return added is null ? refusal! : Answer.Created(
            JsonSerializer.SerializeToUtf8Bytes(added, AttachmentJson.Wire.TicketAttachment), 1,
                $"/api/tickets/{id}/attachments/{added.Id}");
    }
}
