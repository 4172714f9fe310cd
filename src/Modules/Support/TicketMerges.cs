using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>The tickets of a customer that was merged into another, in whatever state they are.</summary>
internal sealed class TicketMerges(SupportDatabase database, TicketWriter tickets) : IMergePart
{
    private readonly MergeMoves _moves = new(
        database, TicketRecord.Kind, TicketRecord.Table.Name,
        (transaction, id, from, to, actor) => GiveAsync(tickets, transaction, id, from, to, actor));

    public string Name => TicketRecord.Table.Name;

    public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => _moves.FollowAsync(merge, ct);

    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => _moves.RestoreAsync(merge, ct);

    private static async ValueTask GiveAsync(TicketWriter tickets, ITransaction transaction, long id, long from, long to, string actor)
    {
        if (await TicketRecord.Table.FindForUpdateAsync(transaction, id) is { } before && before.CustomerId == from)
        {
            var work = Work.Of(actor, CancellationToken.None);
            await tickets.NoteAsync<TicketChanged>(transaction, work, before, before with { CustomerId = to }, "");
        }
    }
}
