using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Customers;

/// <summary>What is kept beside a customer follows one that was merged into another, and goes when the person is erased.</summary>
/// <typeparam name="T">One of them.</typeparam>
/// <param name="name">What they are called among the parts.</param>
/// <param name="kind">Their kind, in histories.</param>
/// <param name="owned">Their table, and the condition that says whose they are.</param>
/// <param name="writer">Their one writer.</param>
/// <param name="database">The module's database.</param>
/// <param name="trail">The audit log.</param>
internal sealed class BelongingParts<T>(
    string name, string kind, (string Table, string Of) owned, ICustomerBelongings<T> writer, CrmDatabase database, IAuditTrail trail)
    : IMergePart, IErasurePart
    where T : class
{
    private readonly MergeMoves _moves = new(
        database, kind, owned.Table, (transaction, id, from, to, actor) => GiveAsync(writer, transaction, id, from, to, actor), owned.Of);

    public string Name => name;

    public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => _moves.FollowAsync(merge, ct);

    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => _moves.RestoreAsync(merge, ct);

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) => (await HistoryErasure.EraseOwnAsync(
        database.Store, trail, kind, customerId, actor,
        async (transaction, id) =>
        {
            if (await writer.FindForUpdateAsync(transaction, id) is not { } one)
            {
                return false;
            }

            // After a merge that was undone only the history speaks of this customer.
            if (writer.OwnerOf(one) != customerId)
            {
                return true;
            }

            await writer.DeleteAsync(transaction, Work.Of(actor, ct), one);
            return false;
        },
        ct)).Count;

    private static async ValueTask GiveAsync(
        ICustomerBelongings<T> writer, ITransaction transaction, long id, long from, long to, string actor)
    {
        if (await writer.FindForUpdateAsync(transaction, id) is { } one && writer.OwnerOf(one) == from)
        {
            await writer.GiveAsync(transaction, Work.Of(actor, CancellationToken.None), one, to);
        }
    }
}
