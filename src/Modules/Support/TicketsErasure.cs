using System.Globalization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Attachments;
using Lockstep.Support.Comments;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>
/// Takes what a customer asked and what was said to it out of tickets and their histories; the tickets stay, with when they came and how
/// they
/// went.
/// </summary>
internal sealed class TicketsErasure(SupportDatabase database, TicketWriter tickets, IAuditTrail trail) : IErasurePart
{
    public string Name => TicketRecord.Table.Name;

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct)
    {
        var work = Work.Of(actor, ct);
        return (await HistoryErasure.EraseOwnAsync(
            database.Store, trail, TicketRecord.Kind, customerId, actor,
            async (transaction, id) =>
            {
                if (await TicketRecord.Table.FindForUpdateAsync(transaction, id) is not { } before)
                {
                    return false;
                }

                // Of a ticket that is somebody else's by now only the history speaks of this customer.
                if (before.CustomerId == customerId)
                {
                    await CommentTable.EraseAsync(transaction, id, HistoryErasure.Erased);
                    await AttachmentTable.DeleteAllAsync(transaction, id);
                    await IncomingMails.ForgetAsync(transaction, id);
                    await OutgoingMails.ForgetAsync(transaction, id);
                    await HistoryErasure.ForgetAnswersAsync(transaction,
                        string.Create(CultureInfo.InvariantCulture, $"%\"ticketId\":{id},%"));
                    await tickets.EraseAsync(transaction, work, before, HistoryErasure.Erased);
                }

                return true;
            },
            ct)).Count;
    }
}
