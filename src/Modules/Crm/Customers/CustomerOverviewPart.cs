using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;

namespace Lockstep.Crm.Customers;

/// <summary>The customer itself, as the first part of its overview.</summary>
internal sealed class CustomerOverviewPart(CrmDatabase database) : IOverviewPart
{
    public string Name => CustomerRecord.Kind;

    public string Permission => Permissions.CustomersRead;

    public string OwnPermission => Permissions.CustomersReadOwn;

    public ValueTask<byte[]?> ReadAsync(long customerId, CancellationToken ct) => database.Store.ReadAsync(
        async reader =>
            await CustomerRecord.Table.FindAsync(reader, customerId) is { } customer ? CustomerRecord.Table.ToJson(customer) : null, ct);
}
