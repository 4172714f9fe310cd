using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Import;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm;

/// <summary>The CRM as flows see it: customers can be written and read.</summary>
internal sealed class CrmSystem(CrmDatabase database, CustomerWriter customers) : IModuleSystem
{
    public string Name => CrmDatabase.Name;

    public IReadOnlySet<string> Writes { get; } = new HashSet<string>(StringComparer.Ordinal) { CustomerTable.Kind };

    public IReadOnlySet<string> Reads { get; } = new HashSet<string>(StringComparer.Ordinal) { CustomerTable.Kind };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct)
    {
        if (!Writes.Contains(write.Kind))
        {
            throw new ArgumentException($"The CRM takes no {write.Kind} from flows.", nameof(write));
        }

        var (input, spoken, refusal) = MappedFields.Read(write.Fields, CustomerFields.Table, CustomerJson.Default.CustomerInput);
        if (input is null)
        {
            return Task.FromResult(FlowWrites.Refused(refusal!));
        }

        var row = CustomerRow.Of(input, spoken, isNamed: input.Name is not null);
        var work = Work.Of(write.Origin, ct);
        return FlowWrites.WriteOnceAsync(
            database, write, (transaction, known) => ApplyAsync(transaction, work, row, known),
            static customer => (customer.Id, customer.Version), ct);
    }

    /// <summary>
    /// The first write is about the customer that has its keys, as a row of an import is; later ones about the same customer for good.
    /// </summary>
    private async ValueTask<Written<Customer>> ApplyAsync(ITransaction transaction, Work work, CustomerRow row, long? known)
    {
        var customer = known is null ? null : await CustomerTable.FindForUpdateAsync(transaction, known.Value);
        return known is not null && customer is null
            ? FlowWrites.Gone(CustomerTable.Kind, known.Value)
            : await new CustomerUpsert(customers, transaction, work, byContent: false).WriteAsync(row, customer);
    }

    public async Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct)
    {
        if (!Reads.Contains(query.Kind))
        {
            throw new ArgumentException($"The CRM has no {query.Kind}.", nameof(query));
        }

        var changed = await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                $"""
                select {CustomerTable.Columns} from customers where (updated_at, id) > ($1, $2) order by updated_at, id limit $3
                """,
                CustomerTable.Read, query.Since, query.AfterId, query.Limit),
            ct);
        return new ChangedPage([.. changed.Select(customer =>
            new ChangedRecord(customer.Id, customer.Version, customer.UpdatedAt, CustomerTable.ToJson(customer)))]);
    }
}
