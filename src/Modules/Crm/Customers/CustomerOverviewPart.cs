using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;

namespace Lockstep.Crm.Customers;

/// <summary>The customer itself, as the first part of its overview.</summary>
internal sealed class CustomerOverviewPart(CrmDatabase database) : IOverviewPart
{
    public string Name => CustomerTable.Kind;

    public string Permission => Permissions.CustomersRead;

    public string OwnPermission => Permissions.CustomersReadOwn;

    public ValueTask<byte[]?> ReadAsync(long customerId, CancellationToken ct) => database.Store.ReadAsync(
        async reader => await CustomerTable.FindAsync(reader, customerId) is { } customer ? CustomerTable.ToJson(customer) : null, ct);
}
