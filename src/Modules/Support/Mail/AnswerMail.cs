using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Schema;
using Microsoft.Extensions.Options;

namespace Lockstep.Support.Mail;

/// <summary>Notes down, in the commit of a comment, that it goes out by mail: what the staff say in public, and nothing else.</summary>
internal sealed class AnswerMail(SupportDatabase database, MailServer server, IOptions<TicketMailOptions> options)
{
    /// <summary>Whether answers go out: there is a server that sends mail, and an address that it comes from.</summary>
    public bool IsOn => server.IsOn && options.Value.Address.Length > 0;

    /// <param name="transaction">The commit of the comment.</param>
    /// <param name="comment">The comment, with its id.</param>
    /// <param name="isAnswer">Whether the staff said it, and in public.</param>
    public async ValueTask NoteAsync(ITransaction transaction, TicketComment comment, bool isAnswer)
    {
        if (IsOn && isAnswer)
        {
            await OutgoingMails.AddAsync(transaction, comment.TicketId, comment.Id, database.Clock.GetUtcNow());

            // Behind the commit: rung before it, the sender would look and find nothing.
            transaction.OnCommitted(() => database.Store.Signals.Ring(OutgoingMails.Topic));
        }
    }
}
