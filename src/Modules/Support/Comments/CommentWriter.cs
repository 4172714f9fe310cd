using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.Comments;

/// <summary>
/// The one writer of comments: what is said, and what the ticket becomes by it, in one commit. The first public word of the staff is the
/// first
/// answer; a public word of the customer reopens what was resolved or closed and ends the waiting for it.
/// </summary>
internal sealed class CommentWriter(
    SupportDatabase database, TicketWriter tickets, AnswerMail answers, IOptions<SupportOptions> options)
{
    /// <summary>Adds a comment.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who says it.</param>
    /// <param name="before">The ticket, held for this write.</param>
    /// <param name="comment">What is said.</param>
    /// <returns>The comment; the ticket by now is at its next version.</returns>
    public async ValueTask<(TicketComment? Comment, Refusal? Refusal)> AddAsync(
        ITransaction transaction, Work work, Ticket before, NewComment comment)
    {
        var now = database.Clock.GetUtcNow();
        var after = before with
        {
            LastCommentAt = now,
            FirstAnsweredAt = before.FirstAnsweredAt ?? (comment is { IsPublic: true, IsFromCustomer: false } ? now : null),
            Status = comment.Status ?? (comment is { IsPublic: true, IsFromCustomer: true } ? TicketStatus.AfterCustomer(before.Status)
                : before.Status),
        };
        if ((TicketWriter.RefuseStatus(work, before, after) ?? await RefuseManyAsync(transaction, before.Id)) is { } refusal)
        {
            return (null, refusal);
        }

        var added = await CommentTable.InsertAsync(transaction, new TicketComment
        {
            Id = 0,
            TicketId = before.Id,
            Author = work.Actor,
            AuthorName = comment.AuthorName,
            From = comment.IsFromCustomer ? CommentRules.Customer : CommentRules.Staff,
            Visibility = comment.IsPublic ? CommentRules.Public : CommentRules.Internal,
            Body = comment.Body,
            Mentions = comment.Mentions,
            CreatedAt = now,
        });
        var written = await tickets.NoteAsync<TicketCommented>(transaction, work, before, after, "comments");

        // Behind the comment, for a ticket is found by what was said on it.
        await TicketRecord.Table.UpdateSearchAsync(transaction, written.Record!);

        // In this commit: what was said goes out however soon we die, and what was not said never does.
        await answers.NoteAsync(transaction, added, isAnswer: comment is { IsPublic: true, IsFromCustomer: false });
        return (added, null);
    }

    private async ValueTask<Refusal?> RefuseManyAsync(IReader reader, long ticketId) =>
        await CommentTable.CountAsync(reader, ticketId) >= options.Value.CommentsMax
            ? new Refusal(
                RefusalCode.Conflict, $"The ticket has {options.Value.CommentsMax} comments, the most that there can be; enter a new one.")
            : null;
}
