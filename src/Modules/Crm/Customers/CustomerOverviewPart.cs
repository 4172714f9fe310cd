using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Records;

namespace Lockstep.Crm.Customers;

/// <summary>The customer itself, as the first part of its overview.</summary>
internal sealed class CustomerOverviewPart(CrmDatabase database) : IOverviewPart
{
    private static readonly RecordOverview<Customer, CustomerInput> Records = new(CustomerRecord.Table);

    public IReadOnlyList<string> Names { get; } = [CustomerRecord.Kind];

    public string Permission => Permissions.CustomersRead;

    public string OwnPermission => Permissions.CustomersReadOwn;

    public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) => database.Store.ReadAsync(
        async reader => await CustomerRecord.Table.FindAsync(reader, question.CustomerId) is { } customer
            ? new OverviewAnswer(CustomerRecord.Table.ToJson(customer))
            {
                Changes = await Records.ChangesAsync(reader, question),
                Links = customer.ExternalId is { } id
                    ? [new(CustomerRecord.Kind, customer.Id, CustomerRecord.ExternalId.Name, customer.Source, id)] : [],
            }
            : null,
        ct);
}
