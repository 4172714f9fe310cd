using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Mail;

namespace Lockstep.Support.Comments;

/// <summary>The rows of comments.</summary>
internal static class CommentTable
{
    private const string Columns = "id, ticket_id, author, author_name, party, visibility, body, created_at";

    /// <summary>Some comments of a ticket, the oldest first.</summary>
    /// <param name="reader">Reads.</param>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="after">Skips those up to this id.</param>
    /// <param name="limit">The most comments.</param>
    /// <param name="onlyPublic">Whether internal ones are left out, and who is mentioned.</param>
    public static async ValueTask<IReadOnlyList<TicketComment>> ListAsync(
        IReader reader, long ticketId, long after, int limit, bool onlyPublic) => await WithMentionsAsync(
            reader, onlyPublic, await reader.QueryAsync(
                $"""
                select {Columns} from ticket_comments where ticket_id = $1 and id > $2 and (visibility = 'public' or $4 = 0)
                order by id limit $3
                """,
                Read, ticketId, after, limit, onlyPublic));

    /// <summary>One comment of a ticket; null when there is none, or none that may be seen.</summary>
    public static async ValueTask<TicketComment?> FindAsync(IReader reader, long ticketId, long id, bool onlyPublic) =>
        await reader.FirstAsync(
            $"select {Columns} from ticket_comments where id = $1 and ticket_id = $2 and (visibility = 'public' or $3 = 0)",
            Read, id, ticketId, onlyPublic) is { } comment ? (await WithMentionsAsync(reader, onlyPublic, [comment]))[0] : null;

    /// <summary>A comment by its id alone, without those who are mentioned; null when there is none.</summary>
    public static ValueTask<TicketComment?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {Columns} from ticket_comments where id = $1", Read, id);

    /// <summary>The tickets of comments by now; after a merge not those on which they were made.</summary>
    public static ValueTask<IReadOnlyList<(long Id, long TicketId)>> FindTicketsAsync(IReader reader, IEnumerable<long> ids) =>
        reader.QueryAsync(
            $"select id, ticket_id from ticket_comments where {reader.Dialect.InIntegers("id", "$1")}",
            static row => (row.Int64(0), row.Int64(1)), SqlValue.List(ids));

    /// <summary>How many comments a ticket has.</summary>
    public static ValueTask<long> CountAsync(IReader reader, long ticketId) =>
        reader.FirstAsync("select count(*) from ticket_comments where ticket_id = $1", static row => row.Int64(0), ticketId);

    /// <summary>The comments that were made on a ticket, the oldest first, wherever they lie after a merge.</summary>
    public static ValueTask<IReadOnlyList<TicketComment>> ListMadeOnAsync(IReader reader, long ticketId) => reader.QueryAsync(
        $"select {Columns} from ticket_comments where (ticket_id = $1 and made_on is null) or made_on = $1 order by id", Read, ticketId);

    /// <summary>The tickets on which comments of an author lie.</summary>
    public static ValueTask<IReadOnlyList<long>> FindTicketsAsync(IReader reader, string author) => reader.QueryAsync(
        "select distinct ticket_id from ticket_comments where author = $1 order by ticket_id", static row => row.Int64(0), author);

    /// <summary>The comments of an author that lie on a ticket.</summary>
    public static ValueTask<IReadOnlyList<TicketComment>> ListByAsync(IReader reader, long ticketId, string author) => reader.QueryAsync(
        $"select {Columns} from ticket_comments where ticket_id = $1 and author = $2 order by id", Read, ticketId, author);

    /// <summary>The tickets on which comments lie that came by mail from an address.</summary>
    public static ValueTask<IReadOnlyList<long>> FindMailedTicketsAsync(IReader reader, string senderKey) => reader.QueryAsync(
        """
        select distinct c.ticket_id from incoming_mails m join ticket_comments c on c.id = m.comment_id
        where m.sender_key = $1 and m.state = 'taken' order by c.ticket_id
        """,
        static row => row.Int64(0), senderKey);

    /// <summary>The comments on a ticket that came by mail from an address.</summary>
    public static ValueTask<IReadOnlyList<TicketComment>> ListMailedAsync(IReader reader, long ticketId, string senderKey) =>
        reader.QueryAsync(
            $"""
            select {Columns} from ticket_comments where ticket_id = $1
              and id in (select comment_id from incoming_mails where sender_key = $2 and state = 'taken') order by id
            """,
            Read, ticketId, senderKey);

    /// <summary>Takes out what comments say, and who of the customer's side said it.</summary>
    public static ValueTask EraseAsync(ITransaction transaction, IEnumerable<long> ids, string erased) => transaction.SendAsync(
        $"""
        update ticket_comments set body = $2, author = case party when 'customer' then $2 else author end,
          author_name = case party when 'customer' then $2 else author_name end where {transaction.Dialect.InIntegers("id", "$1")}
        """,
        SqlValue.List(ids), erased);

    /// <summary>Takes out the names of those who commented a ticket by mail without being a customer.</summary>
    public static ValueTask ForgetNamesAsync(ITransaction transaction, long ticketId, string erased) => transaction.SendAsync(
        "update ticket_comments set author_name = $2 where ticket_id = $1 and made_on is null and author = $3",
        ticketId, erased, MailIds.UnknownActor);

    /// <summary>Adds a comment; its id is the one that the table gave.</summary>
    public static async ValueTask<TicketComment> InsertAsync(ITransaction transaction, TicketComment comment)
    {
        var id = await transaction.FirstAsync(
            """
            insert into ticket_comments (ticket_id, author, author_name, party, visibility, body, created_at)
            values ($1, $2, $3, $4, $5, $6, $7) returning id
            """,
            static row => row.Int64(0), comment.TicketId, comment.Author, comment.AuthorName, comment.From, comment.Visibility,
                comment.Body,
            comment.CreatedAt);
        foreach (var user in comment.Mentions)
        {
            await transaction.SendAsync(
                "insert into ticket_mentions (user_id, ticket_id, comment_id) values ($1, $2, $3)", user, comment.TicketId, id);
        }

        return comment with { Id = id };
    }

    private static async ValueTask<IReadOnlyList<TicketComment>> WithMentionsAsync(
        IReader reader, bool onlyPublic, IReadOnlyList<TicketComment> comments)
    {
        if (onlyPublic || comments.Count == 0)
        {
            return comments;
        }

        var mentions = (await reader.QueryAsync(
            $"""
            select comment_id, user_id from ticket_mentions where {reader.Dialect.InIntegers("comment_id", "$1")}
            order by comment_id, user_id
            """,
            static row => (Comment: row.Int64(0), User: row.Int64(1)), SqlValue.List(comments.Select(static comment => comment.Id))))
            .ToLookup(static one => one.Comment, static one => one.User);
        return [.. comments.Select(comment => comment with { Mentions = [.. mentions[comment.Id]] })];
    }

    private static TicketComment Read(Row row) => new()
    {
        Id = row.Int64(0),
        TicketId = row.Int64(1),
        Author = row.Text(2),
        AuthorName = row.Text(3),
        From = row.Text(4),
        Visibility = row.Text(5),
        Body = row.Text(6),
        Mentions = [],
        CreatedAt = row.Instant(7),
    };
}
