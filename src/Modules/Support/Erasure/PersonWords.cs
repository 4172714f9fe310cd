using System.Text.Json;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Attachments;
using Lockstep.Support.Comments;
using Lockstep.Support.Mail;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Erasure;

/// <summary>
/// What a person said on a ticket and sent to it, wherever that lies after a merge. Of a ticket that is the person's it is all that was
/// made on it; of one that was the person's once, what its side wrote by then; of any other, what came from it by mail.
/// </summary>
/// <param name="Comments">The comments.</param>
/// <param name="Files">The files; those that came with the comments need not be among them.</param>
/// <param name="Tickets">The tickets on which they lie.</param>
internal sealed record PersonWords(IReadOnlyList<long> Comments, IReadOnlyList<long> Files, IReadOnlyList<long> Tickets)
{
    /// <summary>Finds them.</summary>
    /// <param name="reader">Reads, in the write that takes them out.</param>
    /// <param name="id">The ticket.</param>
    /// <param name="now">The ticket as it is; null when it is deleted.</param>
    /// <param name="person">The person.</param>
    public static async ValueTask<PersonWords> FindAsync(IReader reader, long id, Ticket? now, ErasedPerson person)
    {
        var comments = await CommentTable.ListMadeOnAsync(reader, id);
        var files = await AttachmentTable.ListMadeOnAsync(reader, id);
        if (now is null || !person.Owns(now))
        {
            var versions = await VersionsAsync(reader, id);
            comments = [.. comments.Where(one =>
                one.From is CommentRules.Customer && Then(versions, one.CreatedAt) is { } then && person.Wrote(one.Author, then))];
            var authors = comments.Select(static one => one.Author).Append(MailIds.UnknownActor).ToHashSet(StringComparer.Ordinal);
            files = [.. files.Where(one =>
                authors.Contains(one.Author) && Then(versions, one.CreatedAt) is { } then && person.Wrote(one.Author, then))];
            comments = [.. comments, .. person.SenderKey is { } key ? await CommentTable.ListMailedAsync(reader, id, key)
                : await CommentTable.ListByAsync(reader, id, person.MailActor!)];
        }

        return new PersonWords(
            [.. comments.Select(static one => one.Id).Distinct()], [.. files.Select(static one => one.Id)],
            [.. comments.Select(static one => one.TicketId).Concat(files.Select(static one => one.TicketId)).Distinct().Order()]);
    }

    /// <summary>Takes them out; the search texts of their tickets are the caller's.</summary>
    public async ValueTask EraseAsync(ITransaction transaction)
    {
        var (tickets, comments) = (SqlValue.List(Tickets), SqlValue.List(Comments));
        await CommentTable.EraseAsync(transaction, Comments, HistoryErasure.Erased);
        await AttachmentTable.DeleteAsync(transaction, Files, Comments, tickets);
        await IncomingMails.ForgetAsync(transaction, tickets, comments);
        await OutgoingMails.ForgetAsync(transaction, comments);
    }

    private static ValueTask<IReadOnlyList<(DateTimeOffset At, Ticket? Ticket)>> VersionsAsync(
        IReader reader, long id) => reader.QueryAsync(
        """
        select h.at, d.data from history h
        left join history_data d on d.kind = h.kind and d.record_id = h.record_id and d.version = h.version
        where h.kind = $1 and h.record_id = $2 order by h.version
        """,
        static row => (row.Instant(0), row.IsNull(1) ? null : JsonSerializer.Deserialize(row.Bytes(1), TicketRecord.Table.Json)),
        TicketRecord.Kind, id);

    /// <summary>What is said makes a version of its ticket in the same commit: the first one that is not older.</summary>
    private static Ticket? Then(IReadOnlyList<(DateTimeOffset At, Ticket? Ticket)> versions, DateTimeOffset at) =>
        versions.FirstOrDefault(one => one.At >= at).Ticket;
}
