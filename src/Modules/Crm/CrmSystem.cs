using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Import;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm;

/// <summary>The CRM as flows see it: customers can be written and read.</summary>
internal sealed class CrmSystem(
    CrmDatabase database, CustomerWriter customers, DeleteCustomer deletion, IOptions<RetentionOptions> retention,
    ILogger<CrmDatabase> logger) : IModuleSystem
{
    public static readonly IReadOnlySet<string> Readable = new HashSet<string>(StringComparer.Ordinal) { CustomerRecord.Kind };

    public static readonly IReadOnlySet<string> Writable = new HashSet<string>(StringComparer.Ordinal) { CustomerRecord.Kind };

    public static readonly RecordAbilities Customers =
        new(CustomerRecord.Kind, new HashSet<string>(StringComparer.Ordinal) { CustomerRecord.Email.Name, CustomerRecord.ExternalId.Name })
        {
            CanDelete = true, TellsDeletes = true,
        };

    public string Name => CrmDatabase.Name;

    public IReadOnlySet<string> Writes => Writable;

    public IReadOnlySet<string> Reads => Readable;

    public IReadOnlyDictionary<string, IModuleRecords> Records { get; } = new Dictionary<string, IModuleRecords>(StringComparer.Ordinal)
    {
        [CustomerRecord.Kind] = new ModuleRecords<CustomerInput>
        {
            Abilities = Customers,
            KeysKeptFor = retention.Value.Idempotency,
            Input = CustomerJson.Default.CustomerInput,
            Create = (input, work) => CreateCustomer.RunAsync(input, work, customers, database, logger),
            Patch = (id, patch, work) => PatchCustomer.RunAsync(id, patch, work, customers, database),
            Delete = deletion.RunAsync,
            Search = (field, value, limit, ct) => CustomerRecord.Table.FindByAsync(database.Store, field, value, limit, ct),
        },
    };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct)
    {
        if (!Writes.Contains(write.Kind))
        {
            throw new ArgumentException($"The CRM takes no {write.Kind} from flows.", nameof(write));
        }

        var (input, spoken, refusal) = MappedFields.Read(write.Fields, CustomerRow.Rows.Fields, CustomerJson.Default.CustomerInput);
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
        var customer = known is null ? null : await CustomerRecord.Table.FindLedForUpdateAsync(transaction, known.Value);
        return known is not null && customer is null
            ? FlowWrites.Gone(CustomerRecord.Kind, known.Value)
            : await new CustomerUpsert(customers, transaction, work, byContent: false)
                .WriteAsync(row, customer, isLed: customer is not null && customer.Id != known);
    }

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => Reads.Contains(query.Kind)
        ? CustomerRecord.Table.ReadChangedAsync(database, query, Customers.TellsDeletes, ct)
        : throw new ArgumentException($"The CRM has no {query.Kind}.", nameof(query));

    public Task<ChangedRecord?> FindAsync(string kind, long id, CancellationToken ct) => Reads.Contains(kind)
        ? CustomerRecord.Table.FindChangedAsync(database.Store, id, ct)
        : throw new ArgumentException($"The CRM has no {kind}.", nameof(kind));
}
