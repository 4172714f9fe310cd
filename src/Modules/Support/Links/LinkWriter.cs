using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.Links;

/// <summary>
/// The one writer of what tickets have to do with each other: their links, and merges. Both tickets say so in their histories.
/// </summary>
internal sealed class LinkWriter(SupportDatabase database, TicketWriter tickets, IOptions<SupportOptions> options)
{
    private const string Changed = "links";

    /// <summary>Links two tickets.</summary>
    public async ValueTask<Refusal?> LinkAsync(ITransaction transaction, Work work, Ticket one, Ticket other, string kind)
    {
        var before = await TicketLinkTable.FindAsync(transaction, one.Id, other.Id);
        if (string.Equals(before, kind, StringComparison.Ordinal))
        {
            return null;
        }

        var max = options.Value.LinksMax;
        foreach (var ticket in new[] { one, other })
        {
            if (TicketWriter.RefuseStatus(work, ticket, ticket) is { } refusal)
            {
                return refusal;
            }

            if (before is null && await TicketLinkTable.CountAsync(transaction, ticket.Id) >= max)
            {
                return new Refusal(RefusalCode.Conflict, $"Ticket {ticket.Id} has {max} links, the most that there can be.");
            }
        }

        await TicketLinkTable.SetAsync(transaction, one.Id, other.Id, kind, database.Clock.GetUtcNow());
        await NoteAsync(transaction, work, one, other);
        return null;
    }

    /// <summary>Takes the link of two tickets away.</summary>
    public async ValueTask<Refusal?> UnlinkAsync(ITransaction transaction, Work work, Ticket one, Ticket other)
    {
        if (await TicketLinkTable.FindAsync(transaction, one.Id, other.Id) is null)
        {
            return Refusal.NotFound("link to ticket", other.Id);
        }

        await TicketLinkTable.DeleteAsync(transaction, one.Id, other.Id);
        await NoteAsync(transaction, work, one, other);
        return null;
    }

    /// <summary>
    /// Moves what was said, the files, the links and the mails of a ticket to another one. The one that is kept goes on with what the other
    /// one still waits for; the other one is closed for good and says where it went.
    /// </summary>
    public async ValueTask<(Ticket? Kept, Refusal? Refusal)> MergeAsync(ITransaction transaction, Work work, Ticket merged, Ticket kept)
    {
        if ((TicketWriter.RefuseStatus(work, merged, merged) ?? TicketWriter.RefuseStatus(work, kept, kept)
            ?? RefuseMerge(merged, kept)) is { } refusal)
        {
            return (null, refusal);
        }

        // Where something was said first stays known through every merge: whose ticket that was decides what goes when somebody is
        // erased.
        foreach (var table in new[] { "ticket_comments", "ticket_attachments" })
        {
            await transaction.SendAsync(
                $"update {table} set ticket_id = $2, made_on = coalesce(made_on, ticket_id) where ticket_id = $1", merged.Id, kept.Id);
        }

        await transaction.SendAsync("update ticket_mentions set ticket_id = $2 where ticket_id = $1", merged.Id, kept.Id);
        await TicketLinkTable.MoveAsync(transaction, merged.Id, kept.Id);
        await IncomingMails.MoveAsync(transaction, merged.Id, kept.Id);
        await OutgoingMails.MoveAsync(transaction, merged.Id, kept.Id);
        var written = await tickets.NoteAsync<TicketChanged>(
            transaction, work, kept, TicketMerge.Kept(merged, kept), "comments,attachments,links");
        var closed = await tickets.NoteAsync<TicketChanged>(
            transaction, work, merged, merged with { Status = TicketStatus.Closed, MergedInto = kept.Id }, "comments,attachments,links");

        // Both, for what was said is found with the ticket that has it now, and with the other one no more.
        await TicketRecord.Table.UpdateSearchAsync(transaction, written.Record!);
        await TicketRecord.Table.UpdateSearchAsync(transaction, closed.Record!);
        return (written.Record, null);
    }

    private static Refusal? RefuseMerge(Ticket merged, Ticket kept) =>
        merged.CustomerId is not null && kept.CustomerId is not null && merged.CustomerId != kept.CustomerId
            ? new Refusal(
                RefusalCode.Conflict,
                $"Tickets {merged.Id} and {kept.Id} are of two customers, who would see each other's; link them instead.")
            : null;

    private async ValueTask NoteAsync(ITransaction transaction, Work work, Ticket one, Ticket other)
    {
        await tickets.NoteAsync<TicketChanged>(transaction, work, one, one, Changed);
        await tickets.NoteAsync<TicketChanged>(transaction, work, other, other, Changed);
    }
}
