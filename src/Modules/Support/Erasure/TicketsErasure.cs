using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Attachments;
using Lockstep.Support.Comments;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Erasure;

/// <summary>
/// Takes what a person asked and what was said to it out of tickets, their histories and mails; the tickets stay, with when they came and
/// how they went. A person is known as the customer of a ticket, and by its addresses where it asked or wrote without being one.
/// </summary>
internal sealed class TicketsErasure(SupportDatabase database, TicketWriter tickets, IAuditTrail trail) : IErasurePart
{
    private const int MailsMax = 500;

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
                    await EraseAsync(transaction, work, before);
                }

                return true;
            },
            ct)).Count;
    }

    public async Task<long> EraseAddressAsync(string email, string actor, CancellationToken ct)
    {
        var (work, key) = (Work.Of(actor, ct), Email.Key(email)!);
        var asked = await database.Store.ReadAsync(
            reader => reader.QueryAsync("select id from tickets where requester_key = $1", static row => row.Int64(0), key), ct);

        // The database looks for what is before the @ alone: a domain may be written in two ways.
        var were = await HistoryErasure.FindAsync(
            database.Store, TicketRecord.Kind, "requester", key[..(key.LastIndexOf('@') + 1)],
            data => IsOf(JsonSerializer.Deserialize(data, TicketRecord.Table.Json)?.Requester, key), ct);
        List<long> found = [.. asked.Union(were)];
        await HistoryErasure.EraseAllAsync(
            database.Store, trail, TicketRecord.Kind, found, actor,
            async (transaction, id) =>
            {
                if (await TicketRecord.Table.FindForUpdateAsync(transaction, id) is not { } before)
                {
                    return false;
                }

                await (!IsOf(before.Requester, key) ? ValueTask.CompletedTask
                    : before.CustomerId is null ? EraseAsync(transaction, work, before)
                    : ForgetRequesterAsync(transaction, work, before));
                return true;
            },
            ct);
        return found.Count + await EraseMailsAsync(key, ct);
    }

    private static bool IsOf(string? requester, string key) => string.Equals(Email.Key(requester), key, StringComparison.Ordinal);

    private async ValueTask EraseAsync(ITransaction transaction, Work work, Ticket before)
    {
        await CommentTable.EraseAsync(transaction, before.Id, HistoryErasure.Erased);
        await AttachmentTable.DeleteAllAsync(transaction, before.Id);
        await IncomingMails.ForgetAsync(transaction, before.Id);
        await OutgoingMails.ForgetAsync(transaction, before.Id);
        await ForgetAnswersAsync(transaction, before.Id);
        await tickets.EraseAsync(transaction, work, before, HistoryErasure.Erased);
    }

    /// <summary>Who asked for a customer is named by the ticket no more; what it is about is the customer's.</summary>
    private async ValueTask ForgetRequesterAsync(ITransaction transaction, Work work, Ticket before)
    {
        await CommentTable.ForgetNamesAsync(transaction, before.Id, HistoryErasure.Erased);
        await ForgetAnswersAsync(transaction, before.Id);
        await tickets.ForgetRequesterAsync(transaction, work, before);
    }

    /// <summary>Those about the ticket, and about what hangs on it.</summary>
    private static async ValueTask ForgetAnswersAsync(ITransaction transaction, long id)
    {
        var number = id.ToString(CultureInfo.InvariantCulture);
        await HistoryErasure.ForgetAnswersAsync(transaction, $"%\"ticketId\":{number},%", $"/api/tickets/{number}");
        await HistoryErasure.ForgetAnswersAsync(transaction, $"{{\"id\":{number},%\"requester\":%");
    }

    private async Task<long> EraseMailsAsync(string senderKey, CancellationToken ct)
    {
        long count = 0;
        int erased;
        do
        {
            erased = await database.Store.WriteAsync(
                transaction => IncomingMails.EraseAsync(transaction, senderKey, HistoryErasure.Erased, MailsMax), ct);
            count += erased;
        }
        while (erased == MailsMax);
        return count;
    }
}
