using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Records;

namespace Lockstep.Crm.Customers;

/// <summary>The customer itself, as the first part of its overview and of its export.</summary>
internal sealed class CustomerOverviewPart(CrmDatabase database) : IOverviewPart, IExportPart
{
    private static readonly RecordOverview<Customer, CustomerInput> Records = new(CustomerRecord.Table);

    // What was merged into the customer was the same person.
    private static readonly RecordExport<Customer, CustomerInput> Export =
        new(CustomerRecord.Table, told: "(id = $1 or merged_into = $1)") { LinksOf = LinksOf };

    public IReadOnlyList<string> Names { get; } = [CustomerRecord.Kind];

    public IReadOnlyList<string> Sections { get; } = [ExportQuestion.Customer, ExportQuestion.Links, ExportQuestion.History];

    public string Permission => Permissions.CustomersRead;

    public string OwnPermission => Permissions.CustomersReadOwn;

    public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) => database.Store.ReadAsync(
        async reader => await CustomerRecord.Table.FindAsync(reader, question.CustomerId) is { } customer
            ? new OverviewAnswer(CustomerRecord.Table.ToJson(customer))
            {
                Changes = await Records.ChangesAsync(reader, question),
                Links = [.. LinksOf(customer)],
            }
            : null,
        ct);

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync(
            async reader =>
            {
                var page = await Export.ReadAsync(reader, question);
                return question.Section is not ExportQuestion.Customer ? page : page with
                {
                    Merged = await CustomerRecord.MergedIntoAsync(reader, question.CustomerId),
                    IsMoving = await CustomerRecord.IsMovingAsync(reader, question.CustomerId),
                };
            },
            ct);

    private static IEnumerable<OverviewLink> LinksOf(Customer customer) => customer.ExternalId is { } id
        ? [new(CustomerRecord.Kind, customer.Id, CustomerRecord.ExternalId.Name, customer.Source, id)]
        : [];
}
