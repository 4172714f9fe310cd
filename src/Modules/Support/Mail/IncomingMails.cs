using Lockstep.Runtime.Storage;
using Lockstep.Support.Schema;

namespace Lockstep.Support.Mail;

/// <summary>Where a mail lies: its number counts within the folder for as long as that has the same validity (RFC 9051, 2.3.1.1).</summary>
internal sealed record MailPlace(string Folder, long Validity, long Uid);

/// <summary>The note of a mail whose reading began.</summary>
internal sealed record BegunMail(long Id, string State, long Attempts)
{
    /// <summary>Whether it is still to be decided what becomes of it.</summary>
    public bool IsOpen => State is IncomingMails.Reading or IncomingMails.Again;
}

/// <summary>What is known of a mail by the time it is decided.</summary>
internal sealed record MailNote(string State)
{
    public string? Reason { get; init; }

    public string? Key { get; init; }

    public string? MessageId { get; init; }

    public string? Sender { get; init; }

    public string? SenderKey { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public long? TicketId { get; init; }

    public long? CommentId { get; init; }
}

/// <summary>What became of each mail that came, and up to where folders were read.</summary>
internal static class IncomingMails
{
    public const string Reading = "reading";
    public const string Again = "again";
    public const string Taken = "taken";
    public const string Ignored = "ignored";
    public const string Aside = "aside";

    /// <summary>Rung when somebody wants a mail tried again.</summary>
    public const string Topic = "ticket box";

    public static readonly RetentionRule Retention = RetentionRule.By<TicketMailOptions>(
        SupportDatabase.Name, static options => options.Keep, """
        delete from incoming_mails where id in (
          select id from incoming_mails where begun_at < $1 and filed = 1 and state in ('taken', 'ignored', 'discarded') order by begun_at
            limit $2)
        """);

    /// <summary>
    /// What nobody looked at for so long is given up, which is told for as long as it is known that it came; in the box it stays as it is.
    /// </summary>
    public static readonly RetentionRule AsideRetention = RetentionRule.By<TicketMailOptions>(
        SupportDatabase.Name, static options => options.KeepAside, """
        update incoming_mails set state = 'discarded', reason = 'nobody looked at it in time (Support:Mail:KeepAside)', filed = 1
        where id in (select id from incoming_mails where state = 'aside' and begun_at < $1 order by id limit $2)
        """);

    /// <summary>What mails said is of use for a while, to see what was trimmed or put aside; later only that they came is known.</summary>
    public static readonly RetentionRule TextRetention = RetentionRule.By<TicketMailOptions>(
        SupportDatabase.Name, static options => options.KeepTexts, """
        update incoming_mails set body = null, subject = null, sender = null, sender_key = null
        where id in (select id from incoming_mails where subject is not null and begun_at < $1 order by begun_at limit $2)
        """);

    /// <summary>Up to which number a folder was read; 0 when it was never read, or its numbers count anew.</summary>
    public static ValueTask<long> LastAsync(IReader reader, string folder, long validity) => reader.FirstAsync(
        "select last_uid from mail_folders where name = $1 and uid_validity = $2", static row => row.Int64(0), folder, validity);

    /// <summary>In the commit that decides about a mail: the folder is read up to it.</summary>
    public static ValueTask AdvanceAsync(ITransaction transaction, MailPlace place) => transaction.SendAsync(
        """
        insert into mail_folders (name, uid_validity, last_uid) values ($1, $2, $3)
        on conflict (name) do update set uid_validity = $2,
          last_uid = case when mail_folders.uid_validity = $2 and mail_folders.last_uid > $3 then mail_folders.last_uid else $3 end
        """,
        place.Folder, place.Validity, place.Uid);

    /// <summary>Notes down that a mail is about to be read, and how often that was begun.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="arrivedAt">When it reached the box.</param>
    /// <param name="now">The time.</param>
    /// <param name="isCounted">Whether it counts; not where the last one that was counted did not count.</param>
    public static async ValueTask<BegunMail> BeginAsync(
        ITransaction transaction, MailPlace place, DateTimeOffset arrivedAt, DateTimeOffset now, bool isCounted = true) =>
        (await transaction.FirstAsync(
            """
            insert into incoming_mails (folder, uid_validity, uid, state, attempts, filed, at, begun_at)
            values ($1, $2, $3, 'reading', $6, 0, $4, $5)
            on conflict (folder, uid_validity, uid) do update set attempts = incoming_mails.attempts + $6
            returning id, state, attempts
            """,
            static row => new BegunMail(row.Int64(0), row.Text(1), row.Int64(2)), place.Folder, place.Validity, place.Uid, arrivedAt, now,
            isCounted ? 1L : 0L))!;

    /// <summary>The reading that was counted last was no attempt of the mail: an outage ended it.</summary>
    public static ValueTask GiveBackAsync(ITransaction transaction, long id) => transaction.SendAsync(
        "update incoming_mails set attempts = attempts - 1 where id = $1 and attempts > 0 and state in ('reading', 'again')", id);

    /// <summary>The state of a mail, held for this write.</summary>
    public static ValueTask<string?> StateForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync("select state from incoming_mails where id = $1", static row => row.Text(0), id);

    /// <summary>Decides what becomes of a mail.</summary>
    public static ValueTask DecideAsync(ITransaction transaction, long id, MailNote note) => transaction.SendAsync(
        """
        update incoming_mails set state = $2, reason = $3, filed = 0, message_key = $4, message_id = $5, sender = $6, sender_key = $7,
          subject = $8,
          body = $9, ticket_id = $10, comment_id = $11
        where id = $1
        """,
        id, note.State, note.Reason, note.Key, note.MessageId, note.Sender, note.SenderKey, note.Subject, note.Body, note.TicketId,
            note.CommentId);

    /// <summary>The mail of the same sender with the same id that was taken before; 0 when there is none.</summary>
    public static ValueTask<long> FindTakenAsync(IReader reader, string key) => reader.FirstAsync(
        "select id from incoming_mails where message_key = $1 and state = 'taken'", static row => row.Int64(0), key);

    /// <summary>The tickets that mails with these ids were taken into.</summary>
    public static ValueTask<IReadOnlyList<(string MessageId, long TicketId)>> FindTicketsAsync(IReader reader,
        IEnumerable<string> messageIds) =>
        reader.QueryAsync(
            $"""
            select message_id, ticket_id from incoming_mails
            where state = 'taken' and {reader.Dialect.InTexts("message_id", "$1")} order by id desc limit 100
            """,
            static row => (row.Text(0), row.Int64(1)), SqlValue.List(messageIds));

    /// <summary>How many mails of a sender were taken that reached the box within a span of time.</summary>
    public static ValueTask<long> CountAsync(IReader reader, string senderKey, DateTimeOffset after, DateTimeOffset until, int limit) =>
        reader.FirstAsync(
            """
            select count(*) from (
              select 1 from incoming_mails where sender_key = $1 and state = 'taken' and at > $2 and at <= $3 limit $4) as taken
            """,
            static row => row.Int64(0), senderKey, after, until, limit);

    /// <summary>The ids of the mails that a ticket has come from, the newest first.</summary>
    public static ValueTask<IReadOnlyList<string>> ListIdsAsync(IReader reader, long ticketId, int limit) => reader.QueryAsync(
        "select message_id from incoming_mails where ticket_id = $1 and state = 'taken' and message_id <> '' order by id desc limit $2",
        static row => row.Text(0), ticketId, limit);

    /// <summary>
    /// Mails that somebody wants tried again, and those that were begun and that a look into the folder does not come to: because they
    /// lie in another one, or before where it begins.
    /// </summary>
    /// <param name="reader">The database.</param>
    /// <param name="last">The folder, and up to where it was read.</param>
    /// <param name="limit">The most.</param>
    public static ValueTask<IReadOnlyList<(long Id, MailPlace Place, bool IsWanted)>> ListOpenAsync(
        IReader reader, MailPlace last, int limit) => reader.QueryAsync(
        """
        select id, folder, uid_validity, uid, state from incoming_mails
        where state = 'again' or (state = 'reading' and (folder <> $1 or uid_validity <> $2 or uid <= $3)) order by id limit $4
        """,
        static row => (row.Int64(0), new MailPlace(row.Text(1), row.Int64(2), row.Int64(3)), row.Text(4) is Again), last.Folder,
        last.Validity, last.Uid, limit);

    /// <summary>Mails that were decided and are not put where they belong.</summary>
    public static ValueTask<IReadOnlyList<(long Id, long Uid, string State)>> ListUnfiledAsync(
        IReader reader, string folder, long validity, int limit) => reader.QueryAsync(
        """
        select id, uid, state from incoming_mails
        where filed = 0 and folder = $1 and uid_validity = $2 and state not in ('reading', 'again') order by uid limit $3
        """,
        static row => (row.Int64(0), row.Int64(1), row.Text(2)), folder, validity, limit);

    /// <summary>They are where they belong, unless one of them is to be tried again meanwhile.</summary>
    public static ValueTask<int> FiledAsync(ITransaction transaction, IEnumerable<long> ids) => transaction.ExecuteAsync(
        $"update incoming_mails set filed = 1 where state not in ('reading', 'again') and {transaction.Dialect.InIntegers("id", "$1")}",
        SqlValue.List(ids));

    /// <summary>
    /// Mails of another folder, or of before the numbers of this one counted anew, can't be put anywhere any more.
    /// </summary>
    public static ValueTask<int> ForgetPlacesAsync(ITransaction transaction, string folder, long validity) => transaction.ExecuteAsync(
        """
        update incoming_mails set filed = 1
        where filed = 0 and (folder <> $1 or uid_validity <> $2) and state not in ('reading', 'again')
        """,
        folder, validity);

    /// <summary>Has a mail tried again that was put aside or ignored; whether there was such a one.</summary>
    public static async ValueTask<bool> ReviveAsync(ITransaction transaction, long id) => await transaction.ExecuteAsync(
        "update incoming_mails set state = 'again', attempts = 0 where id = $1 and state in ('aside', 'ignored', 'discarded')", id) == 1;

    /// <summary>Gives a mail up that was put aside; whether there was such a one.</summary>
    public static async ValueTask<bool> DiscardAsync(ITransaction transaction, long id, string reason) => await transaction.ExecuteAsync(
        "update incoming_mails set state = 'discarded', reason = $2, filed = 0 where id = $1 and state = 'aside'", id, reason) == 1;

    /// <summary>With a ticket that is merged into another one: its mails are that one's, and so are answers to them.</summary>
    public static ValueTask MoveAsync(ITransaction transaction, long from, long to) =>
        transaction.SendAsync(
            "update incoming_mails set ticket_id = $2, made_on = coalesce(made_on, ticket_id) where ticket_id = $1", from, to);

    /// <summary>
    /// With a person who goes: what it sent, whatever became of that; how many mails that were. What waits for people is given up, and what
    /// somebody wants tried again: it would be taken in anew.
    /// </summary>
    public static ValueTask<int> EraseAsync(ITransaction transaction, string senderKey, string erased, int limit) =>
        transaction.ExecuteAsync(
        """
        update incoming_mails set sender = null, sender_key = null, subject = null, body = null,
          message_id = case when ticket_id is null then null else message_id end,
          reason = case when state in ('aside', 'again') then $2 else reason end,
          filed = case when state in ('aside', 'again') then 0 else filed end,
          state = case when state in ('aside', 'again') then 'discarded' else state end
        where id in (select id from incoming_mails where sender_key = $1 order by id limit $3)
        """,
        senderKey, erased, limit);

    /// <summary>
    /// With a ticket that goes: what its mails said, and who wrote them. That they were taken stays known, by their keys.
    /// </summary>
    public static ValueTask ForgetAsync(ITransaction transaction, long ticketId) => transaction.SendAsync(
        "update incoming_mails set sender = null, sender_key = null, subject = null, body = null where ticket_id = $1", ticketId);

    /// <summary>The same of the mails that came for a ticket, wherever they lie after a merge.</summary>
    public static ValueTask ForgetMadeOnAsync(ITransaction transaction, long ticketId) => transaction.SendAsync(
        """
        update incoming_mails set sender = null, sender_key = null, subject = null, body = null
        where (ticket_id = $1 and made_on is null) or made_on = $1
        """,
        ticketId);

    /// <summary>The same of the mails that some comments came by.</summary>
    public static ValueTask ForgetAsync(ITransaction transaction, SqlValue tickets, SqlValue comments) => transaction.SendAsync(
        $"""
        update incoming_mails set sender = null, sender_key = null, subject = null, body = null
        where {transaction.Dialect.InIntegers("ticket_id", "$1")} and {transaction.Dialect.InIntegers("comment_id", "$2")}
        """,
        tickets, comments);
}
