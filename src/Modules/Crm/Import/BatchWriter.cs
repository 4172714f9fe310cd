using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Import;

/// <summary>
/// Brings the rows of a batch into the tables together, where each statement is a round trip: one look for all that is known, one insert per
/// table for all that is new. Rows that have a key in common, or that change a customer, go one by one in their order (<see cref="RowWriter"/>).
/// </summary>
internal sealed class BatchWriter(ITransaction transaction, CrmDatabase database, string actor, DateTimeOffset now)
{
    private readonly RowWriter _writer = new(transaction, database, actor, now);

    /// <summary>What became of each row.</summary>
    /// <exception cref="UniqueViolationException">A key was taken while the batch was being written.</exception>
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(IReadOnlyList<CustomerRow> rows)
    {
        var known = await KnownRows.FindAsync(transaction, rows);
        var verdicts = new Verdict[rows.Count];
        var fresh = new List<int>();
        for (var index = 0; index < rows.Count; index++)
        {
            if (known.IsNew(rows[index]))
            {
                fresh.Add(index);
            }
            else
            {
                verdicts[index] = known.Foregone(rows[index], now) ?? await _writer.WriteAsync(rows[index]);
            }
        }

        var made = await CreateAsync([.. fresh.Select(index => rows[index].Input)]);
        foreach (var (index, customer) in fresh.Zip(made))
        {
            verdicts[index] = new Verdict(Outcome.Created, customer.Id);
        }

        return verdicts;
    }

    private async ValueTask<IReadOnlyList<Customer>> CreateAsync(IReadOnlyList<CustomerInput> inputs)
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        var made = await CustomerTable.AddManyAsync(transaction, inputs, now);
        await database.Log.AppendManyAsync<CustomerCreated>(transaction, [.. made.Select(customer => new RecordChange(
            CustomerTable.Kind, customer.Id, 1, ChangeKind.Created, actor, now, CustomerRules.Changed(null, customer), CustomerTable.ToJson(customer)))]);
        return made;
    }
}

/// <summary>
/// The customers that the rows of a batch are about, as they were when it began. It says nothing of rows whose key, or whose customer, another
/// row of the batch has too: what becomes of those depends on their order.
/// </summary>
internal sealed class KnownRows
{
    private readonly Dictionary<(string Source, string ExternalId), Customer> _byId = [];
    private readonly Dictionary<string, Customer> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Source, string ExternalId), int> _ids = [];
    private readonly Dictionary<string, int> _emails = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _customers = [];

    public static async ValueTask<KnownRows> FindAsync(IReader reader, IReadOnlyList<CustomerRow> rows)
    {
        var known = new KnownRows();
        foreach (var row in rows)
        {
            known.CountKeys(row);
        }

        await known.ReadAsync(reader);
        foreach (var row in rows)
        {
            known.CountCustomers(row);
        }

        return known;
    }

    /// <summary>Whether nobody, in the table or in the batch, has a key of this row.</summary>
    public bool IsNew(CustomerRow row) => IsAlone(row) && row.Input.Name is not null && ById(row) is null && ByEmail(row) is null;

    /// <summary>What becomes of a row for which there is nothing to write; null when there may be.</summary>
    public Verdict? Foregone(CustomerRow row, DateTimeOffset now) => IsAlone(row) && Of(row).All(customer => _customers[customer.Id] == 1)
        ? RowWriter.Foregone(row, ById(row), ByEmail(row), now)
        : null;

    private static (string Source, string ExternalId)? IdOf(CustomerRow row) =>
        row is { Fault: null, Input.ExternalId: { } id } ? (row.Input.Source!, id) : null;

    private static string? EmailOf(CustomerRow row) => row.Fault is null ? TextRules.Fold(row.Input.Email) : null;

    private void CountKeys(CustomerRow row)
    {
        if (IdOf(row) is { } id)
        {
            _ids[id] = _ids.GetValueOrDefault(id) + 1;
        }

        if (EmailOf(row) is { } email)
        {
            _emails[email] = _emails.GetValueOrDefault(email) + 1;
        }
    }

    private void CountCustomers(CustomerRow row)
    {
        foreach (var customer in Of(row))
        {
            _customers[customer.Id] = _customers.GetValueOrDefault(customer.Id) + 1;
        }
    }

    private async ValueTask ReadAsync(IReader reader)
    {
        foreach (var source in _ids.Keys.GroupBy(id => id.Source, id => id.ExternalId, StringComparer.Ordinal))
        {
            foreach (var customer in await KnownCustomers.ByExternalIdsAsync(reader, source.Key, [.. source]))
            {
                _byId[(source.Key, customer.ExternalId!)] = customer;
            }
        }

        foreach (var customer in _emails.Count == 0 ? [] : await KnownCustomers.ByEmailsAsync(reader, _emails.Keys))
        {
            _byEmail[TextRules.Fold(customer.Email)!] = customer;
        }
    }

    /// <summary>Whether the row has a key, and no other row of the batch has it.</summary>
    private bool IsAlone(CustomerRow row)
    {
        var (id, email) = (IdOf(row), EmailOf(row));
        return (id is not null || email is not null) && (id is null || _ids[id.Value] == 1) && (email is null || _emails[email] == 1);
    }

    private Customer? ById(CustomerRow row) => IdOf(row) is { } id ? _byId.GetValueOrDefault(id) : null;

    private Customer? ByEmail(CustomerRow row) => EmailOf(row) is { } email ? _byEmail.GetValueOrDefault(email) : null;

    private IEnumerable<Customer> Of(CustomerRow row) =>
        new[] { ById(row), ByEmail(row) }.Where(customer => customer is not null).DistinctBy(customer => customer!.Id)!;
}
