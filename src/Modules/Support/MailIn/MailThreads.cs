using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Lockstep.Support.Comments;
using Lockstep.Support.Mail;
using Lockstep.Support.MailIn.Reading;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.MailIn;

/// <summary>Finds the ticket that a mail belongs to.</summary>
internal static class MailThreads
{
    private const int MergesMax = 10;

    /// <summary>
    /// The ticket of the nearest mail that is answered, else that of the subject's mark; but only one in whose thread the sender may
    /// write. Held for this write; null when there is none.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="customerId">The customer that the sender is, by an address that was confirmed.</param>
    /// <param name="tokens">Tells what went out from here.</param>
    public static async ValueTask<Ticket?> FindAsync(ITransaction transaction, ReadMail mail, long? customerId, ThreadTokens tokens)
    {
        // Of somebody who may be anybody it is not known to whom we wrote.
        if (mail.IsForged)
        {
            return null;
        }

        foreach (var number in await NamedAsync(transaction, mail, tokens))
        {
            if (await KeptAsync(transaction, number) is { } ticket && MayWrite(ticket, mail, customerId))
            {
                return ticket;
            }
        }

        return null;
    }

    private static async ValueTask<IEnumerable<long>> NamedAsync(IReader reader, ReadMail mail, ThreadTokens tokens)
    {
        var came = mail.Answers.Count == 0 ? [] : await IncomingMails.FindTicketsAsync(reader, mail.Answers);
        var ours = mail.Answers.Select(tokens.Read).ToList();
        var said = ours.Exists(static one => one is not null)
            ? (await CommentTable.FindTicketsAsync(reader, ours.OfType<(long Ticket, long Comment)>().Select(static one => one.Comment)))
                .ToDictionary(static one => one.Id, static one => one.TicketId)
            : [];

        // Where a comment is by now counts before where it was made: that ticket may have been merged, and be gone.
        return mail.Answers.Zip(ours)
            .SelectMany(one => one.Second is var (ticket, comment)
                ? [said.GetValueOrDefault(comment, ticket)]
                : came.Where(known => string.Equals(known.MessageId, one.First, StringComparison.Ordinal))
                    .Select(static known => known.TicketId))
            .Concat(tokens.TicketIn(mail.Subject) is { } marked ? [marked] : [])
            .Distinct();
    }

    /// <summary>The ticket, or the one that it was merged into.</summary>
    private static async ValueTask<Ticket?> KeptAsync(ITransaction transaction, long number)
    {
        var ticket = await TicketRecord.Table.FindForUpdateAsync(transaction, number);
        for (var merges = 0; ticket?.MergedInto is { } kept && merges < MergesMax; merges++)
        {
            ticket = await TicketRecord.Table.FindForUpdateAsync(transaction, kept);
        }

        return ticket;
    }

    /// <summary>Whoever asked, or the customer of the ticket: a number can be guessed, and a subject be passed on.</summary>
    private static bool MayWrite(Ticket ticket, ReadMail mail, long? customerId) =>
        (ticket.CustomerId is { } owner && owner == customerId)
        || (ticket.Requester is { } requester && string.Equals(Email.Key(requester), Email.Key(mail.Sender), StringComparison.Ordinal));
}
