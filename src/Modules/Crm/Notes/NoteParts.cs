using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Notes;

/// <summary>Notes follow a customer that was merged into another, and go when the person is erased.</summary>
internal sealed class NoteParts(CrmDatabase database, NoteWriter notes, IAuditTrail trail) : IMergePart, IErasurePart
{
    private readonly MergeMoves _moves = new(
        database, NoteRecord.Kind, NoteRecord.Table.Name,
        (transaction, id, from, to, actor) => GiveAsync(notes, transaction, id, from, to, actor));

    public string Name => "notes";

    public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => _moves.FollowAsync(merge, ct);

    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => _moves.RestoreAsync(merge, ct);

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) => (await HistoryErasure.EraseOwnAsync(
        database.Store, trail, NoteRecord.Kind, customerId, actor,
        async (transaction, id) =>
        {
            if (await NoteRecord.Table.FindForUpdateAsync(transaction, id) is not { } note)
            {
                return false;
            }

            // After a merge that was undone only the history speaks of this customer.
            if (note.CustomerId != customerId)
            {
                return true;
            }

            await notes.DeleteAsync(transaction, Work.Of(actor, ct), note);
            return false;
        },
        ct)).Count;

    private static async ValueTask GiveAsync(NoteWriter notes, ITransaction transaction, long id, long from, long to, string actor)
    {
        if (await NoteRecord.Table.FindForUpdateAsync(transaction, id) is { } before && before.CustomerId == from)
        {
            await notes.GiveAsync(transaction, Work.Of(actor, CancellationToken.None), before, to);
        }
    }
}
