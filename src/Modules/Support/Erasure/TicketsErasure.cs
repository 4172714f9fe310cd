using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
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
        var person = new ErasedPerson(customerId, null);
        var were = await HistoryErasure.FindAsync(database.Store, TicketRecord.Kind, customerId, ct);
        var wrote = await database.Store.ReadAsync(reader => CommentTable.FindTicketsAsync(reader, person.MailActor!), ct);
        List<long> found = [.. were.Union(wrote)];
        await EraseAllAsync(found, person, actor, ct);

        // Answers that are kept for repeats of a request say it too.
        await database.Store.WriteAsync(
            transaction => HistoryErasure.ForgetAnswersAsync(transaction, HistoryErasure.Mentions(customerId)), ct);
        return found.Count;
    }

    public async Task<long> EraseAddressAsync(string email, string actor, CancellationToken ct)
    {
        var key = Email.Key(email)!;
        var person = new ErasedPerson(null, key);
        var asked = await database.Store.ReadAsync(
            async reader => (await reader.QueryAsync("select id from tickets where requester_key = $1", static row => row.Int64(0), key))
                .Concat(await CommentTable.FindMailedTicketsAsync(reader, key)),
            ct);

        // The database looks for what is before the @ alone: a domain may be written in two ways.
        var were = await HistoryErasure.FindAsync(
            database.Store, TicketRecord.Kind, "requester", key[..(key.LastIndexOf('@') + 1)],
            data => Read(data) is { } version && person.Asked(version), ct);
        List<long> found = [.. asked.Union(were)];
        await EraseAllAsync(found, person, actor, ct);
        return found.Count + await EraseMailsAsync(key, ct);
    }

    private static Ticket? Read(byte[] data) => JsonSerializer.Deserialize(data, TicketRecord.Table.Json);

    private Task EraseAllAsync(IEnumerable<long> ids, ErasedPerson person, string actor, CancellationToken ct) =>
        HistoryErasure.EraseAllAsync(
            database.Store, trail, TicketRecord.Kind, ids, actor,
            (transaction, id) => EraseAsync(transaction, Work.Of(actor, ct), id, person),
            data => Read(data) is { } version && person.IsIn(version), ct);

    /// <summary>Whether there is a ticket; what was said on one that is none any more may lie on the one that it was merged into.</summary>
    private async ValueTask<bool> EraseAsync(ITransaction transaction, Work work, long id, ErasedPerson person)
    {
        // Held before it is looked for: what somebody adds in between would stay. In the order of ids, as others take them.
        await TicketRecord.Table.HoldAsync(transaction, (await CommentTable.ListMadeOnAsync(transaction, id))
            .Select(static one => one.TicketId).Append(id));
        var before = await TicketRecord.Table.FindForUpdateAsync(transaction, id);
        var words = await PersonWords.FindAsync(transaction, id, before, person);
        await words.EraseAsync(transaction);
        foreach (var place in words.Tickets)
        {
            await ForgetAnswersAsync(transaction, place);
            if (await TicketRecord.Table.FindForUpdateAsync(transaction, place) is { } there)
            {
                await TicketRecord.Table.UpdateSearchAsync(transaction, there);
            }
        }

        if (before is not null)
        {
            // Of a ticket that is somebody else's by now only its history and some of what was said speak of this person.
            await (person.Owns(before) ? EraseAsync(transaction, work, before, person)
                : person.Asked(before) ? ForgetRequesterAsync(transaction, work, before)
                : ValueTask.CompletedTask);
        }

        return before is not null;
    }

    private async ValueTask EraseAsync(ITransaction transaction, Work work, Ticket before, ErasedPerson person)
    {
        await IncomingMails.ForgetMadeOnAsync(transaction, before.Id);
        await OutgoingMails.ForgetAsync(transaction, before.Id);
        await ForgetAnswersAsync(transaction, before.Id);
        await tickets.EraseAsync(transaction, work, before, HistoryErasure.Erased);

        // What the ticket was before it was any customer's says the same.
        if (person.CustomerId is { } customer)
        {
            await HistoryErasure.EraseAsync(
                transaction, TicketRecord.Kind, before.Id, keepsNewest: true, data => HistoryErasure.MaySpeakOf(data, customer));
        }
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
