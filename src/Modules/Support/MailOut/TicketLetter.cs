using Lockstep.Contracts.Tickets;
using Lockstep.Support.Mail;
using MimeKit;

namespace Lockstep.Support.MailOut;

/// <summary>What came and went about a ticket before, by the ids of the mails.</summary>
/// <param name="Came">Mails that came, the newest first.</param>
/// <param name="Went">Comments that went out, the newest first, with the tickets that they were made on.</param>
internal sealed record MailThread(IReadOnlyList<string> Came, IReadOnlyList<(long MadeOn, long CommentId)> Went);

/// <summary>The mail with a comment. Its id is the same each time, so that whoever gets it twice can tell.</summary>
internal static class TicketLetter
{
    /// <param name="ticket">The ticket as it is now.</param>
    /// <param name="askedIn">
    /// The ticket that the comment was made on, which may have been merged into this one since: it stays in the id.
    /// </param>
    /// <param name="comment">The comment.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="sender">The address of the box.</param>
    /// <param name="thread">What came and went before.</param>
    /// <param name="tokens">Signs the ids.</param>
    /// <param name="now">The time in its head.</param>
    /// <exception cref="ParseException">The address is none; what else stands in it does not get into the head of the mail.</exception>
    public static MimeMessage Write(
        Ticket ticket, long askedIn, TicketComment comment, string address, string sender, MailThread thread, ThreadTokens tokens,
            DateTimeOffset now)
    {
        var from = MailboxAddress.Parse(sender);
        var mail = new MimeMessage(
            [from], [new MailboxAddress("", address)], $"Re: {ticket.Subject} {tokens.MarkOf(ticket.Id)}",
                new TextPart("plain") { Text = comment.Body })
        {
            Date = now,
            MessageId = tokens.MessageIdOf(askedIn, comment.Id, from.Domain),
        };

        // What answers a mail of ours by itself, and comes back here, is known by this.
        mail.Headers.Add("X-Loop", from.Address);
        var before = thread.Went.Reverse().Select(one => tokens.MessageIdOf(one.MadeOn, one.CommentId, from.Domain))
            .Concat(thread.Came.Reverse()).ToList();
        mail.References.AddRange(before);
        mail.InReplyTo = before.Count > 0 ? before[^1] : null;
        return mail;
    }
}
