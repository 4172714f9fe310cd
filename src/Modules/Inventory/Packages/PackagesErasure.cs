using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Packages;

/// <summary>Takes a customer's name out of packages and their histories; the packages stay.</summary>
internal sealed class PackagesErasure(InventoryDatabase database, PackageWriter packages, IAuditTrail trail) : IErasurePart
{
    public string Name => PackageRecord.Table.Name;

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct)
    {
        var work = Work.Of(actor, ct);
        return (await HistoryErasure.EraseOwnAsync(
            database.Store, trail, PackageRecord.Kind, customerId, actor,
            async (transaction, id) =>
            {
                if (await PackageRecord.Table.FindForUpdateAsync(transaction, id) is not { } before)
                {
                    return false;
                }

                // Of a package that is somebody else's by now only the history speaks of this customer.
                if (before.CustomerId != customerId)
                {
                    return true;
                }

                await packages.EraseAsync(transaction, work, before, HistoryErasure.Erased);
                return true;
            },
            ct)).Count;
    }
}
