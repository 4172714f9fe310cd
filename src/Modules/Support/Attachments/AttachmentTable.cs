using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Comments;

namespace Lockstep.Support.Attachments;

/// <summary>The rows of files.</summary>
internal static class AttachmentTable
{
    private const string Columns = "id, ticket_id, comment_id, name, media_type, size, visibility, author, created_at";

    /// <summary>What a text was called before everything that takes files called it the same.</summary>
    private const string FormerText = "text/plain";

    private const string Seen = "(visibility = 'public' or $2 = 0)";

    /// <summary>The files of a ticket, the oldest first; their number is bounded.</summary>
    public static ValueTask<IReadOnlyList<TicketAttachment>> ListAsync(IReader reader, long ticketId, bool onlyPublic) => reader.QueryAsync(
        $"select {Columns} from ticket_attachments where ticket_id = $1 and {Seen} order by id", Read, ticketId, onlyPublic);

    /// <summary>One file of a ticket with its content; null when there is none, or none that may be seen.</summary>
    public static async ValueTask<(TicketAttachment File, byte[] Content)?> FindAsync(IReader reader, long ticketId, long id,
        bool onlyPublic) =>
        await reader.FirstAsync(
            $"select {Columns}, content from ticket_attachments where ticket_id = $1 and {Seen} and id = $3",
            static row => new Whole(Read(row), row.Bytes(9)), ticketId, onlyPublic, id) is { } found ? (found.File, found.Content) : null;

    /// <summary>How many files a ticket has, and of how many bytes.</summary>
    public static ValueTask<(long Count, long Bytes)> CountAsync(IReader reader, long ticketId) => reader.FirstAsync(
        "select count(*), cast(coalesce(sum(size), 0) as bigint) from ticket_attachments where ticket_id = $1",
        static row => (row.Int64(0), row.Int64(1)), ticketId);

    /// <summary>Adds a file; its id is the one that the table gave.</summary>
    public static async ValueTask<TicketAttachment> InsertAsync(ITransaction transaction, TicketAttachment file, byte[] content) =>
        file with
    {
        Id = await transaction.FirstAsync(
            """
            insert into ticket_attachments (ticket_id, comment_id, name, media_type, size, visibility, author, content, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id
            """,
            static row => row.Int64(0), file.TicketId, file.CommentId, file.Name, file.MediaType, file.Size, file.Visibility, file.Author,
            content, file.CreatedAt),
    };

    /// <summary>Removes one file of a ticket; how many that were.</summary>
    public static ValueTask<int> DeleteAsync(ITransaction transaction, long ticketId, long id) =>
        transaction.ExecuteAsync("delete from ticket_attachments where ticket_id = $1 and id = $2", ticketId, id);

    /// <summary>The files that were sent to a ticket, wherever they lie after a merge.</summary>
    public static ValueTask<IReadOnlyList<TicketAttachment>> ListMadeOnAsync(IReader reader, long ticketId) => reader.QueryAsync(
        $"select {Columns} from ticket_attachments where (ticket_id = $1 and made_on is null) or made_on = $1 order by id", Read, ticketId);

    /// <summary>Removes files, and those that came with comments.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, IEnumerable<long> ids, IEnumerable<long> comments, SqlValue tickets)
    {
        await transaction.SendAsync(
            $"delete from ticket_attachments where {transaction.Dialect.InIntegers("id", "$1")}", SqlValue.List(ids));
        var (of, with) = (transaction.Dialect.InIntegers("ticket_id", "$1"), transaction.Dialect.InIntegers("comment_id", "$2"));
        await transaction.SendAsync($"delete from ticket_attachments where {of} and {with}", tickets, SqlValue.List(comments));
    }

    /// <summary>The word for who sees a file.</summary>
    public static string Word(bool isPublic) => isPublic ? CommentRules.Public : CommentRules.Internal;

    private static TicketAttachment Read(Row row) => new()
    {
        Id = row.Int64(0),
        TicketId = row.Int64(1),
        CommentId = row.Int64OrNull(2),
        Name = row.Text(3),
        MediaType = row.Text(4) is FormerText ? FileType.Text : row.Text(4),
        Size = row.Int64(5),
        Visibility = row.Text(6),
        Author = row.Text(7),
        CreatedAt = row.Instant(8),
    };

    private sealed record Whole(TicketAttachment File, byte[] Content);
}
