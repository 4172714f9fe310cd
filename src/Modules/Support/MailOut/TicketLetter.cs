using Lockstep.Contracts.Tickets;
using Lockstep.Support.Mail;
using MimeKit;

namespace Lockstep.Support.MailOut;

/// <summary>What came and went about a ticket before, by the ids of the mails.</summary>
/// <param name="Came">Mails that came, the newest first.</param>
/// <param name="Went">Comments that went out, the newest first.</param>
internal sealed record MailThread(IReadOnlyList<string> Came, IReadOnlyList<long> Went);

/// <summary>The mail with a comment. Its id is the same each time, so that whoever gets it twice can tell.</summary>
internal static class TicketLetter
{
    /// <exception cref="ParseException">The address is none; what else stands in it does not get into the head of the mail.</exception>
    public static MimeMessage Write(
        Ticket ticket, TicketComment comment, string address, string sender, MailThread thread, ThreadTokens tokens, DateTimeOffset now)
    {
        var from = MailboxAddress.Parse(sender);
        var mail = new MimeMessage(
            [from], [new MailboxAddress("", address)], $"Re: {ticket.Subject} {tokens.MarkOf(ticket.Id)}",
                new TextPart("plain") { Text = comment.Body })
        {
            Date = now,
            MessageId = tokens.MessageIdOf(ticket.Id, comment.Id, from.Domain),
        };

        // What answers a mail of ours by itself, and comes back here, is known by this.
        mail.Headers.Add("X-Loop", from.Address);
        var before = thread.Went.Reverse().Select(one => tokens.MessageIdOf(ticket.Id, one, from.Domain)).Concat(thread.Came.Reverse())
            .ToList();
        mail.References.AddRange(before);
        mail.InReplyTo = before.Count > 0 ? before[^1] : null;
        return mail;
    }
}
