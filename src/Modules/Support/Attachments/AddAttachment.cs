using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Comments;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.Attachments;

/// <summary>POST /tickets/{id}/attachments with the file as the body, also by the customer of the ticket</summary>
internal sealed class AddAttachment(AttachmentWriter attachments, SupportDatabase database, IOptions<SupportOptions> options)
{
    private const int NameMax = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/attachments",
            async (long id, HttpRequest request, Work work, [FromServices] AddAttachment add) =>
            {
                var content = await add.ReadAsync(request.Body, work.Ct);
                return await add.RunAsync(id, request.Query, content, work).ToHttpAsync();
            })
        .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
        .WithMetadata(new OwnSize())
        .Describe(
            "Add a file to a ticket: the body is the file. Of what kind it is its content says, and it is only ever given out to be saved",
            Body.Of("application/octet-stream", "what the parcel looks like"),
            Response.Of<TicketAttachment>(201), Response.Error(400, 404, 409, 412, 413, 422),
            [
                new QueryParameter("name", "The name of the file", "parcel.txt"),
                new QueryParameter("visibility", "Who sees it; public when left out") { Words = [CommentRules.Public,
                    CommentRules.Internal] },
                new QueryParameter("commentId", "The comment that it comes with") { Format = QueryParameter.Whole },
            ]);

    /// <summary>Adds a file.</summary>
    /// <param name="id">The ticket.</param>
    /// <param name="query">What is said of the file.</param>
    /// <param name="content">The file; null when it is too large.</param>
    /// <param name="work">Who wants it.</param>
    public async Task<Answer> RunAsync(long id, IQueryCollection query, byte[]? content, Work work)
    {
        if (content is null)
        {
            return new Refusal(RefusalCode.TooLarge, $"A file has at most {options.Value.AttachmentSizeMax} bytes.");
        }

        var errors = new Errors();
        var file = Read(query, content, errors);
        if ((errors.ToRefusal() ?? RefuseOwner(file, work)) is { } refusal)
        {
            return await IsReachedAsync(id, work) ? refusal : Answer.NotFound(TicketRecord.Kind, id);
        }

        return await work.WriteOnceAsync(
            database,
            () => SHA256.HashData([.. Encoding.UTF8.GetBytes($"{file.Name}\n{file.IsPublic}\n{file.CommentId}\n"), .. content]),
            transaction => WriteAsync(transaction, id, file, work));
    }

    /// <summary>Reads a body as far as files may be long; null when it is longer.</summary>
    internal async Task<byte[]?> ReadAsync(Stream body, CancellationToken ct)
    {
        var max = options.Value.AttachmentSizeMax;
        using var content = new MemoryStream();
        var buffer = new byte[81_920];
        while (await body.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (content.Length + read > max)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static NewAttachment Read(IQueryCollection query, byte[] content, Errors errors)
    {
        // Browsers of old say the whole path.
        var name = Path.GetFileName(query["name"].ToString().Replace('\\', '/')).Trim();
        TextRules.CheckRequired(errors, "name", name, NameMax);
        if (query["visibility"] is [{ Length: > 0 } word] && word is not (CommentRules.Public or CommentRules.Internal))
        {
            errors.Add("visibility", "Must be public or internal.");
        }

        if (content.Length == 0)
        {
            errors.Add("$", "The body is empty; send the file in it.");
        }

        var comment = query.Number("commentId", 1, long.MaxValue, 0, errors);
        return new NewAttachment(name, content, query["visibility"].ToString() is not CommentRules.Internal, comment is 0 ? null : comment);
    }

    private static Refusal? RefuseOwner(NewAttachment file, Work work) => work.Only is not null && !file.IsPublic
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

    /// <summary>Files have a limit of their own, which the reading keeps to.</summary>
    private sealed class OwnSize : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
