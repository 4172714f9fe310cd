using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Comments;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.Attachments;

/// <summary>The one writer of files: the file, and that the ticket has it, in one commit.</summary>
internal sealed class AttachmentWriter(SupportDatabase database, TicketWriter tickets, IOptions<FileLimits> limits)
{
    private const string Changed = "attachments";

    /// <summary>Adds a file to a ticket that is held for this write; its size was looked at before.</summary>
    public async ValueTask<(TicketAttachment? File, Refusal? Refusal)> AddAsync(
        ITransaction transaction, Work work, Ticket before, NewAttachment file)
    {
        if ((TicketWriter.RefuseStatus(work, before, before) ?? await RefuseAsync(transaction, work, before.Id, file)) is { } refusal)
        {
            return (null, refusal);
        }

        var added = await AttachmentTable.InsertAsync(
            transaction,
            new TicketAttachment
            {
                Id = 0,
                TicketId = before.Id,
                CommentId = file.CommentId,
                Name = file.File.Name,
                MediaType = file.File.Type,
                Size = file.File.Bytes.Length,
                Visibility = AttachmentTable.Word(file.IsPublic),
                Author = work.Actor,
                CreatedAt = database.Clock.GetUtcNow(),
            },
            file.File.Bytes);
        await tickets.NoteAsync<TicketChanged>(transaction, work, before, before, Changed);
        return (added, null);
    }

    /// <summary>Removes a file of a ticket that is held for this write.</summary>
    public async ValueTask<Refusal?> DeleteAsync(ITransaction transaction, Work work, Ticket before, long id)
    {
        if (await AttachmentTable.FindAsync(transaction, before.Id, id, onlyPublic: false) is null)
        {
            return Refusal.NotFound("file", id);
        }

        await AttachmentTable.DeleteAsync(transaction, before.Id, id);
        await tickets.NoteAsync<TicketChanged>(transaction, work, before, before, Changed);
        return null;
    }

    private async ValueTask<Refusal?> RefuseAsync(IReader reader, Work work, long ticketId, NewAttachment file)
    {
        var (count, bytes) = await AttachmentTable.CountAsync(reader, ticketId);
        if (limits.Value.Refuse(TicketRecord.Kind, count, bytes, file.File.Bytes.Length) is { } full)
        {
            return full;
        }

        if (file.CommentId is not { } id)
        {
            return null;
        }

        // With an internal comment comes nothing that customers see.
        var comment = await CommentTable.FindAsync(reader, ticketId, id, onlyPublic: work.Only is not null);
        return comment is null ? Refusal.Invalid("commentId", $"There is no comment {id} of this ticket.")
            : file.IsPublic && comment.Visibility is CommentRules.Internal
                ? Refusal.Invalid("visibility", "Must be internal, like the comment.")
            : null;
    }
}
