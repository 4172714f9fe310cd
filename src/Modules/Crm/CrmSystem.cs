using Lockstep.Contracts.Systems;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;

namespace Lockstep.Crm;

/// <summary>The CRM as flows see it: customers can be read; nothing is written yet.</summary>
internal sealed class CrmSystem(CrmDatabase database) : IModuleSystem
{
    public string Name => CrmDatabase.Name;

    public IReadOnlySet<string> Writes { get; } = new HashSet<string>(StringComparer.Ordinal);

    public IReadOnlySet<string> Reads { get; } = new HashSet<string>(StringComparer.Ordinal) { CustomerTable.Kind };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) =>
        throw new ArgumentException($"The CRM takes no {write.Kind} from flows.", nameof(write));

    public async Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct)
    {
        if (!Reads.Contains(query.Kind))
        {
            throw new ArgumentException($"The CRM has no {query.Kind}.", nameof(query));
        }

        var customers = await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                $"""
                select {CustomerTable.Columns} from customers where (updated_at, id) > ($1, $2) order by updated_at, id limit $3
                """,
                CustomerTable.Read, query.Since, query.AfterId, query.Limit),
            ct);
        return new ChangedPage([.. customers.Select(customer =>
            new ChangedRecord(customer.Id, customer.Version, customer.UpdatedAt, CustomerTable.ToJson(customer)))]);
    }
}
