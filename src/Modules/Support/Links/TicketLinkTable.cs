using Lockstep.Runtime.Storage;

namespace Lockstep.Support.Links;

/// <summary>The rows of links: one on either side.</summary>
internal static class TicketLinkTable
{
    /// <summary>The links of a ticket; their number is bounded.</summary>
    public static ValueTask<IReadOnlyList<TicketLink>> ListAsync(IReader reader, long ticketId) => reader.QueryAsync(
        """
        select l.other_id, l.kind, t.subject, t.status, l.created_at from ticket_links l join tickets t on t.id = l.other_id
        where l.ticket_id = $1 order by l.other_id
        """,
        static row => new TicketLink(row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Instant(4)), ticketId);

    /// <summary>How a ticket is linked to another one; null when it is not.</summary>
    public static ValueTask<string?> FindAsync(IReader reader, long ticketId, long otherId) => reader.FirstAsync<string?>(
        "select kind from ticket_links where ticket_id = $1 and other_id = $2", static row => row.Text(0), ticketId, otherId);

    /// <summary>How many links a ticket has.</summary>
    public static ValueTask<long> CountAsync(IReader reader, long ticketId) =>
        reader.FirstAsync("select count(*) from ticket_links where ticket_id = $1", static row => row.Int64(0), ticketId);

    /// <summary>Links two tickets, in the place of what linked them before.</summary>
    public static async ValueTask SetAsync(ITransaction transaction, long ticketId, long otherId, string kind, DateTimeOffset now)
    {
        foreach (var (from, to, word) in new[] { (ticketId, otherId, kind), (otherId, ticketId, LinkKind.Inverse(kind)) })
        {
            await transaction.SendAsync(
                """
                insert into ticket_links (ticket_id, other_id, kind, created_at) values ($1, $2, $3, $4)
                on conflict (ticket_id, other_id) do update set kind = excluded.kind
                """,
                from, to, word, now);
        }
    }

    /// <summary>Takes the link of two tickets away.</summary>
    public static ValueTask DeleteAsync(ITransaction transaction, long ticketId, long otherId) => transaction.SendAsync(
        "delete from ticket_links where (ticket_id = $1 and other_id = $2) or (ticket_id = $2 and other_id = $1)", ticketId, otherId);

    /// <summary>Gives the links of a ticket to another one, which keeps those that it has already; none leads to itself.</summary>
    public static async ValueTask MoveAsync(ITransaction transaction, long from, long to)
    {
        await transaction.SendAsync(
            """
            insert into ticket_links (ticket_id, other_id, kind, created_at)
            select $2, other_id, kind, created_at from ticket_links where ticket_id = $1 and other_id <> $2
            on conflict (ticket_id, other_id) do nothing
            """,
            from, to);
        await transaction.SendAsync(
            """
            insert into ticket_links (ticket_id, other_id, kind, created_at)
            select ticket_id, $2, kind, created_at from ticket_links where other_id = $1 and ticket_id <> $2
            on conflict (ticket_id, other_id) do nothing
            """,
            from, to);
        await transaction.SendAsync("delete from ticket_links where ticket_id = $1 or other_id = $1", from);
    }
}
