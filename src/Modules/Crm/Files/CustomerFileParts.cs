using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Files;

/// <summary>Files follow a customer that was merged into another, and go when the person is erased.</summary>
internal sealed class CustomerFileParts(CrmDatabase database, FileWriter files, IAuditTrail trail) : IMergePart, IErasurePart
{
    private readonly MergeMoves _moves = new(
        database, FileWriter.Kind, "files",
        (transaction, id, from, to, actor) => GiveAsync(files, transaction, id, from, to, actor), "kind = 'customer' and record_id");

    public string Name => "files";

    public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => _moves.FollowAsync(merge, ct);

    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => _moves.RestoreAsync(merge, ct);

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) => (await HistoryErasure.EraseOwnAsync(
        database.Store, trail, FileWriter.Kind, customerId, actor,
        async (transaction, id) =>
        {
            if (await FileWriter.Files.FindForUpdateAsync(transaction, id) is not { } file)
            {
                return false;
            }

            // After a merge that was undone only the history speaks of this customer.
            if (file.RecordId != customerId)
            {
                return true;
            }

            await files.DeleteAsync(transaction, Work.Of(actor, ct), file);
            return false;
        },
        ct)).Count;

    private static async ValueTask GiveAsync(FileWriter files, ITransaction transaction, long id, long from, long to, string actor)
    {
        if (await FileWriter.Files.FindForUpdateAsync(transaction, id) is { } file && file.RecordId == from)
        {
            await files.GiveAsync(transaction, Work.Of(actor, CancellationToken.None), file, to);
        }
    }
}
