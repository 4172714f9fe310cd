using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Import;

/// <summary>
/// The customers that the rows of a batch are about, as they were when it began. It says nothing of rows whose key, or whose customer,
/// another row of the batch has too: what becomes of those depends on their order.
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

    /// <summary>The customers that the rows may change.</summary>
    public IEnumerable<long> Ids => _customers.Keys;

    /// <summary>Whether nobody, in the table or in the batch, has a key of this row.</summary>
    public bool IsNew(CustomerRow row) => IsAlone(row) && row.Input.Name is not null && ById(row) is null && ByEmail(row) is null;

    /// <summary>What becomes of a row for which there is nothing to write; null when there may be.</summary>
    /// <remarks>
    /// Data of before may have an id in two cases: which of them is meant is asked one by one, and so is into whom somebody was merged.
    /// </remarks>
    public Written<Customer>? Foregone(CustomerRow row) =>
        IsAlone(row) && IsAsWritten(row) && Of(row).All(customer => customer.MergedInto is null && _customers[customer.Id] == 1)
        ? CustomerUpsert.Foregone(row, ById(row), ByEmail(row))
        : null;

    private static (string Source, string ExternalId)? IdOf(CustomerRow row) =>
        row is { Fault: null, Input.ExternalId: { } id } ? (Keys.Fold(row.Input.Source)!, Keys.Fold(id)!) : null;

    private static string? EmailOf(CustomerRow row) => row.Fault is null ? Email.Key(row.Input.Email) : null;

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
                _byId[(source.Key, Keys.Fold(customer.ExternalId)!)] = customer;
            }
        }

        foreach (var customer in _emails.Count == 0 ? [] : await KnownCustomers.ByEmailsAsync(reader, _emails.Keys))
        {
            _byEmail[Email.Key(customer.Email)!] = customer;
        }
    }

    /// <summary>Whether the row has a key, and no other row of the batch has it.</summary>
    private bool IsAlone(CustomerRow row)
    {
        var (id, email) = (IdOf(row), EmailOf(row));
        return (id is not null || email is not null) && (id is null || _ids[id.Value] == 1) && (email is null || _emails[email] == 1);
    }

    private bool IsAsWritten(CustomerRow row) =>
        ById(row) is not { } customer || string.Equals(customer.ExternalId, row.Input.ExternalId, StringComparison.Ordinal);

    private Customer? ById(CustomerRow row) => IdOf(row) is { } id ? _byId.GetValueOrDefault(id) : null;

    private Customer? ByEmail(CustomerRow row) => EmailOf(row) is { } email ? _byEmail.GetValueOrDefault(email) : null;

    private IEnumerable<Customer> Of(CustomerRow row) =>
        new[] { ById(row), ByEmail(row) }.Where(customer => customer is not null).DistinctBy(customer => customer!.Id)!;
}
