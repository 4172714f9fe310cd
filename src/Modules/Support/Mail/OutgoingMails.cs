using Lockstep.Runtime.Storage;
using Lockstep.Support.Schema;

namespace Lockstep.Support.Mail;

/// <summary>An answer that is to go out by mail.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CommentId">The comment that it tells.</param>
/// <param name="TicketId">Its ticket; after a merge the one that was kept.</param>
/// <param name="MadeOn">The ticket that the comment was made on, which stays in the id of the mail.</param>
/// <param name="Attempts">How often it was tried.</param>
internal sealed record OutgoingMail(long Id, long CommentId, long TicketId, long MadeOn, long Attempts);

/// <summary>
/// The answers that go out by mail: noted down in the commit of the comment, sent behind it as often as it takes, and put aside with a
/// reason when it can't be done.
/// </summary>
internal static class OutgoingMails
{
    /// <summary>Rung when there is something to send.</summary>
    public const string Topic = "ticket mail";

    public const string Sent = "sent";
    public const string Skipped = "skipped";
    public const string Aside = "aside";

    /// <summary>Which mails went out is known for as long as answers to them may come.</summary>
    public static readonly RetentionRule Retention = RetentionRule.By<TicketMailOptions>(
        SupportDatabase.Name, static options => options.Keep, """
        delete from outgoing_mails
        where id in (select id from outgoing_mails where at < $1 and state not in ('waiting', 'aside') order by at limit $2)
        """);

    /// <summary>What nobody looked at for so long is given up, which is told for as long as it is known that it was to go.</summary>
    public static readonly RetentionRule AsideRetention = RetentionRule.By<TicketMailOptions>(
        SupportDatabase.Name, static options => options.KeepAside, """
        update outgoing_mails set state = 'discarded', reason = 'nobody looked at it in time (Support:Mail:KeepAside)'
        where id in (select id from outgoing_mails where state = 'aside' and at < $1 order by id limit $2)
        """);

    public static FutureRule Future { get; } = new(
        SupportDatabase.Name, TimeSpan.FromDays(2), "update outgoing_mails set due_at = $1 where state = 'waiting' and due_at > $2");

    /// <summary>In the commit of a comment: notes down that it goes out. Once for each comment, however often it is said.</summary>
    public static ValueTask AddAsync(ITransaction transaction, long ticketId, long commentId, DateTimeOffset now) => transaction.SendAsync(
        """
        insert into outgoing_mails (comment_id, ticket_id, state, attempts, due_at, at) values ($1, $2, 'waiting', 0, $3, $3)
        on conflict (comment_id) do nothing
        """,
        commentId, ticketId, now);

    /// <summary>The next one that is due; null when none is.</summary>
    public static ValueTask<OutgoingMail?> FindDueAsync(IReader reader, DateTimeOffset now) => reader.FirstAsync(
        """
        select id, comment_id, ticket_id, coalesce(made_on, ticket_id), attempts from outgoing_mails
        where state = 'waiting' and due_at <= $1 order by due_at, id limit 1
        """,
        static row => new OutgoingMail(row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4)), now);

    /// <summary>When the next one is due; null when none waits.</summary>
    public static ValueTask<DateTimeOffset?> NextDueAsync(IReader reader) => reader.FirstAsync(
        "select min(due_at) from outgoing_mails where state = 'waiting'", static row => row.InstantOrNull(0));

    /// <summary>The comments of a ticket that went out before, the newest first, and the tickets that they were made on.</summary>
    public static ValueTask<IReadOnlyList<(long MadeOn, long CommentId)>> ListSentAsync(
        IReader reader, long ticketId, long before, int limit) => reader.QueryAsync(
        """
        select coalesce(made_on, ticket_id), comment_id from outgoing_mails
        where ticket_id = $1 and id < $2 and state in ('sent', 'returned') order by id desc limit $3
        """,
        static row => (row.Int64(0), row.Int64(1)), ticketId, before, limit);

    /// <summary>Ends one that waits.</summary>
    public static ValueTask EndAsync(ITransaction transaction, OutgoingMail mail, string state, string? reason) => transaction.SendAsync(
        "update outgoing_mails set state = $2, reason = $3, attempts = attempts + 1 where id = $1 and state = 'waiting'", mail.Id, state,
            reason);

    /// <summary>Has it tried again later.</summary>
    public static ValueTask PutOffAsync(ITransaction transaction, OutgoingMail mail, string reason, DateTimeOffset dueAt) =>
        transaction.SendAsync(
        "update outgoing_mails set reason = $2, due_at = $3, attempts = attempts + 1 where id = $1 and state = 'waiting'",
        mail.Id, reason, dueAt);

    /// <summary>Notes down that it went out and came back.</summary>
    public static ValueTask ReturnAsync(ITransaction transaction, long commentId, string reason) => transaction.SendAsync(
        "update outgoing_mails set state = 'returned', reason = $2 where comment_id = $1 and state = 'sent'", commentId, reason);

    /// <summary>Has one sent again that was put aside, came back, or had nobody to go to; whether there was such a one.</summary>
    public static async ValueTask<bool> ReviveAsync(ITransaction transaction, long id, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
        """
        update outgoing_mails set state = 'waiting', attempts = 0, due_at = $2
        where id = $1 and state in ('waiting', 'aside', 'returned', 'skipped', 'discarded')
        """,
        id, now) == 1;

    /// <summary>Gives one up; whether it was there and not out yet.</summary>
    public static async ValueTask<bool> DiscardAsync(ITransaction transaction, long id, string reason) => await transaction.ExecuteAsync(
        "update outgoing_mails set state = 'discarded', reason = $2 where id = $1 and state in ('waiting', 'aside', 'returned', 'skipped')",
        id, reason) == 1;

    /// <summary>With a ticket that is merged into another one: its answers are that one's, and keep the ids of their mails.</summary>
    public static ValueTask MoveAsync(ITransaction transaction, long from, long to) => transaction.SendAsync(
        "update outgoing_mails set ticket_id = $2, made_on = coalesce(made_on, ticket_id) where ticket_id = $1", from, to);

    /// <summary>With a ticket that goes: what other mail servers said of its answers, which may name who they were for.</summary>
    public static ValueTask ForgetAsync(ITransaction transaction, long ticketId) =>
        transaction.SendAsync("update outgoing_mails set reason = null where ticket_id = $1", ticketId);

    /// <summary>The same of the answers that some comments are.</summary>
    public static ValueTask ForgetAsync(ITransaction transaction, SqlValue comments) => transaction.SendAsync(
        $"update outgoing_mails set reason = null where {transaction.Dialect.InIntegers("comment_id", "$1")}", comments);
}
