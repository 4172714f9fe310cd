using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;

namespace Lockstep.Crm.Merging;

/// <summary>Takes out what a customer was before a merge; that can't be undone then.</summary>
internal sealed class MergeErasure(CrmDatabase database) : IErasurePart
{
    public string Name => "merges";

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct) =>
        await database.Store.WriteAsync(transaction => MergeTable.ForgetAsync(transaction, customerId), ct);
}
