using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;

namespace Lockstep.Support.Tickets;

/// <summary>Changes a ticket: what it is to name is looked up first, then it is written as it is by then.</summary>
internal sealed class ChangeTicket(TicketWriter tickets, SupportDatabase database, TicketReferences references)
{
    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(1);

    /// <summary>Brings a ticket into the state that a function makes of the one it has.</summary>
    /// <param name="id">The ticket.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="apply">What is to be said of the ticket, or why it can't be.</param>
    public async Task<Answer> RunAsync(long id, Work work, Func<Ticket, (TicketInput? Input, Refusal? Refusal)> apply)
    {
        if (await FindAsync(id, work) is not { } seen)
        {
            return Answer.NotFound(TicketRecord.Kind, id);
        }

        // 1. What the ticket would name is looked up, outside of the write, which waits for no other module.
        var (asked, refusal) = apply(seen);
        if (asked is null || (refusal = await references.RefuseAsync(asked, seen, work)) is not null)
        {
            return work.RefuseStale(seen.Version) ?? refusal!;
        }

        // 2. Applied once more, to the ticket that is held: what others changed in between stays.
        return await TicketRecord.Table.ChangeAsync(database, id, work, async (transaction, before) =>
        {
            var (input, fault) = apply(before);
            return input is null ? fault!
                // By now it may name something that nobody looked up.
                : NamesTheSame(input, asked) ? await tickets.ChangeAsync(transaction, work, before, input)
                : new Refusal(
                    RefusalCode.Conflict, "Somebody else changed what the ticket is about at the same moment; send it again.",
                    RetryAfter: AMoment);
        });
    }

    private async Task<Ticket?> FindAsync(long id, Work work) =>
        await database.Store.AskAsync(reader => TicketRecord.Table.FindAsync(reader, id), work.Ct) is { } found
            && work.Reaches(found.CustomerId) ? found : null;

    private static bool NamesTheSame(TicketInput one, TicketInput other) =>
        one.CustomerId == other.CustomerId && one.OrderId == other.OrderId && one.Assignee == other.Assignee;
}
