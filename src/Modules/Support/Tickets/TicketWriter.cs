using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Clocks;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;

namespace Lockstep.Support.Tickets;

/// <summary>
/// The one writer of tickets. Whatever door a change comes through (the API, a dialect, an import, a flow, mail, the watch over due times),
/// here it is held against the life cycle and against what its caller may set, its due times are reckoned, and it is written and noted down
/// with its history and event. It refuses before its first statement that writes, for what is answered is also committed.
/// </summary>
internal sealed class TicketWriter(SupportDatabase database, ServiceLevels levels)
{
    private static readonly RecordTable<Ticket, TicketInput> Table = TicketRecord.Table;

    /// <summary>Why an input can't be written at all, whatever is in the table; null when it can.</summary>
    public static Refusal? Refuse(TicketInput input)
    {
        var errors = Table.Check(input);
        if (input.ExternalId is null != input.Source is null)
        {
            errors.Add(input.Source is null ? "source" : "externalId",
                "Must be given together with the other one of source and externalId.");
        }

        if (input.CustomerId is null && input.Requester is null)
        {
            errors.Add("customerId", "Must be given: the id of a customer; or else a requester's e-mail address.");
        }

        return errors.ToRefusal();
    }

    /// <summary>The ticket with an outside id, in any spelling.</summary>
    public static ValueTask<Ticket?> FindAsync(IReader reader, string? source, string? externalId) => externalId is null
        ? ValueTask.FromResult<Ticket?>(null)
        : reader.FirstAsync(
            $"select {Table.Columns} from tickets where external_key = $1 and source_key = $2", Table.Read, Keys.Fold(externalId),
            Keys.Fold(source));

    /// <summary>The same for a write that decides by it.</summary>
    public static async ValueTask<Ticket?> FindForUpdateAsync(ITransaction transaction, TicketInput input) =>
        await FindAsync(transaction, input.Source, input.ExternalId) is { } found ? await Table.FindForUpdateAsync(transaction, found.Id)
            : null;

    /// <summary>
    /// Makes a ticket. Whether the customer, the order and the assignee are there was asked before: a write waits for nothing but its own
    /// database.
    /// </summary>
    public async ValueTask<Written<Ticket>> CreateAsync(ITransaction transaction, Work work, TicketInput input)
    {
        if ((Refuse(input) ?? RefuseNew(work, input) ?? Table.ReadCustom(database.Custom, work, input, null)) is { } refusal)
        {
            return refusal;
        }

        var draft = Table.New(input, database.Clock.GetUtcNow());
        var level = await levels.FindAsync(transaction, draft.Priority, draft.Queue);
        if (await Table.TryInsertAsync(transaction, TicketClock.Start(draft, level)) is not { } ticket)
        {
            // A holder that was deleted at the same moment is met no more when the write is run again.
            return await FindAsync(transaction, input.Source, input.ExternalId) is { } holder
                ? Taken(holder)
                : throw new UniqueViolationException(Table.Name);
        }

        await AddTagsAsync(transaction, ticket);
        var change = Table.Created(ticket, work);
        await database.Log.AppendAsync<TicketCreated>(transaction, change);
        return new Written<Ticket>(ticket, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>Brings a ticket into a new state; when nothing differs, nothing is written.</summary>
    public async ValueTask<Written<Ticket>> ChangeAsync(ITransaction transaction, Work work, Ticket before, TicketInput input)
    {
        if ((Refuse(input) ?? Table.ReadCustom(database.Custom, work, input, before)) is { } invalid)
        {
            return invalid;
        }

        var wanted = Table.Next(before, input, database.Clock.GetUtcNow());
        var said = Table.Changed(before, wanted);
        if (said.Length == 0)
        {
            return new Written<Ticket>(before, Table.ToJson(before), "");
        }

        if (((work.Only is null ? null : Table.RefuseOwner(said)) ?? RefuseStatus(work, before, wanted)) is { } refusal)
        {
            return refusal;
        }

        return await FindAsync(transaction, wanted.Source, wanted.ExternalId) is { } holder && holder.Id != before.Id
            ? Taken(holder)
            : await WriteAsync<TicketChanged>(transaction, work, before, await OnTimeAsync(transaction, before, wanted), "");
    }

    /// <summary>
    /// Notes down what happened to a ticket besides its fields (a comment, a file, a link), and with it what its fields become by that.
    /// </summary>
    /// <typeparam name="TEvent">What is told of it.</typeparam>
    /// <param name="transaction">The write in which it happened.</param>
    /// <param name="work">Who did it.</param>
    /// <param name="before">The ticket, held for this write.</param>
    /// <param name="after">The same with the fields that follow from it.</param>
    /// <param name="what">What happened, as events name it among the changed fields, <c>comments</c> for example.</param>
    public async ValueTask<Written<Ticket>> NoteAsync<TEvent>(ITransaction transaction, Work work, Ticket before, Ticket after, string what)
        where TEvent : class
    {
        var now = database.Clock.GetUtcNow();
        var next = await OnTimeAsync(transaction, before, after with { Version = before.Version + 1, UpdatedAt = now });
        return await WriteAsync<TEvent>(transaction, work, before, next, what);
    }

    /// <summary>
    /// Takes out of a ticket what is personal, when it has not been taken out yet; its comments are changed in the same write.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="before">The ticket, held for this write.</param>
    /// <param name="erased">What stands in its place.</param>
    public async ValueTask EraseAsync(ITransaction transaction, Work work, Ticket before, string erased)
    {
        var after = before with
        {
            Subject = erased, Description = before.Description is null ? null : erased, Requester = null, ExternalId = null, Source = null,
            Tags = [], Custom = null,
        };

        // Nobody is left who would wait for an answer.
        await WriteErasedAsync(transaction, work, before, after.CustomerId is null ? after with { Status = TicketStatus.Closed } : after);
    }

    /// <summary>Takes out of a ticket of a customer who asked for it; comments are changed in the same write.</summary>
    public ValueTask ForgetRequesterAsync(ITransaction transaction, Work work, Ticket before) =>
        WriteErasedAsync(transaction, work, before, before with { Requester = null });

    /// <summary>Removes a ticket with all that hangs on it; a tombstone stays.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, Work work, Ticket ticket)
    {
        await transaction.SendAsync("delete from ticket_links where other_id = $1", ticket.Id);
        foreach (var table in new[] { "ticket_tags", "ticket_mentions", "ticket_comments", "ticket_attachments", "ticket_links" })
        {
            await transaction.SendAsync($"delete from {table} where ticket_id = $1", ticket.Id);
        }

        await IncomingMails.ForgetAsync(transaction, ticket.Id);
        await OutgoingMails.ForgetAsync(transaction, ticket.Id);
        var now = database.Clock.GetUtcNow();
        await Table.DeleteAsync(transaction, ticket, now);
        await database.Log.AppendAsync<TicketDeleted>(transaction, Table.Deleted(ticket, work, now));
    }

    /// <summary>Why a ticket can't go from one state into another; null when it can. One that was merged is closed for good.</summary>
    public static Refusal? RefuseStatus(Work work, Ticket before, Ticket after)
    {
        if (before.MergedInto is { } kept)
        {
            return new Refusal(RefusalCode.Conflict, $"Ticket {before.Id} was merged into ticket {kept}; go on with that one.");
        }

        var (from, to) = (before.Status, after.Status);
        if (string.Equals(from, to, StringComparison.Ordinal) || (TicketStatus.IsLegal(from, to) && work.Only is null))
        {
            return null;
        }

        return !TicketStatus.IsLegal(from, to)
            ? Refusal.Of(
                RefusalCode.Conflict, "status",
                $"A ticket can't go from {from} to {to}; from there it goes to {string.Join(" or ", TicketStatus.Next(from))}.")
            : TicketStatus.IsOwn(from, to) ? null
            : Refusal.Of(RefusalCode.Forbidden, "status",
                "Customers resolve, close and reopen their tickets; other steps are the staff's.");
    }

    private async ValueTask WriteErasedAsync(ITransaction transaction, Work work, Ticket before, Ticket after)
    {
        if (Table.Changed(before, after).Length > 0)
        {
            await NoteAsync<TicketChanged>(transaction, work, before, after, "");
        }

        await Table.UpdateSearchAsync(transaction, after);
    }

    private static Refusal Taken(Ticket holder) =>
        Refusal.Of(RefusalCode.Conflict, "externalId", $"Is taken in this source by ticket {holder.Id}.");

    /// <summary>What customers may not say of a new ticket of theirs.</summary>
    private static Refusal? RefuseNew(Work work, TicketInput input)
    {
        if (work.Only is null)
        {
            return null;
        }

        var (bare, draft) = (new TicketInput { CustomerId = work.Only, Subject = "" }, Table.New(input, default));
        return draft.Status is not TicketStatus.Open
            ? Refusal.Of(RefusalCode.Forbidden, "status", "A ticket of a customer begins open.")
            : Table.RefuseOwner(Table.Changed(Table.New(bare, default), draft));
    }

    private async ValueTask<Ticket> OnTimeAsync(ITransaction transaction, Ticket before, Ticket after) =>
        string.Equals(before.Status, after.Status, StringComparison.Ordinal) && TicketClock.IsPromisedTheSame(before, after)
            ? after
            : TicketClock.Next(before, after, await levels.FindAsync(transaction, after.Priority, after.Queue));

    private async ValueTask<Written<Ticket>> WriteAsync<TEvent>(ITransaction transaction, Work work, Ticket before, Ticket after,
        string what)
        where TEvent : class
    {
        var changed = Table.Changed(before, after);
        var fields = string.Join(',', new[] { what, changed }.Where(static one => one.Length > 0));
        await Table.UpdateAsync(transaction, before, after);
        if (!before.Tags.SequenceEqual(after.Tags, StringComparer.Ordinal))
        {
            await transaction.SendAsync("delete from ticket_tags where ticket_id = $1", after.Id);
            await AddTagsAsync(transaction, after);
        }

        var change = Table.Updated(after, work, fields);
        await database.Log.AppendAsync<TEvent>(transaction, change);
        return new Written<Ticket>(after, change.Data!, fields);
    }

    private static async ValueTask AddTagsAsync(ITransaction transaction, Ticket ticket)
    {
        foreach (var tag in ticket.Tags)
        {
            await transaction.SendAsync("insert into ticket_tags (tag, ticket_id) values ($1, $2)", tag, ticket.Id);
        }
    }
}
