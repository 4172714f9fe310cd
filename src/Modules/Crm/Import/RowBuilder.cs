using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;

namespace Lockstep.Crm.Import;

/// <summary>Makes rows of the values that a reader found; one row at a time, its memory is used again for the next.</summary>
/// <param name="source">What external ids belong to when the row does not say.</param>
internal sealed class RowBuilder(string source)
{
    private readonly string?[] _values = new string?[ImportFieldSet.Count];
    private ImportFieldSet _fields;

    public void Begin()
    {
        Array.Clear(_values);
        _fields = default;
    }

    /// <summary>Notes down a value; false when the row has one for this field already.</summary>
    public bool TrySet(ImportField field, string? value)
    {
        if (_fields.Has(field))
        {
            return false;
        }

        _fields = _fields.With(field);
        _values[(int)field] = string.IsNullOrEmpty(value) ? null : value;
        return true;
    }

    public ImportRow Build(long number, long line)
    {
        var input = Input();

        // A row without a name is no fault yet: it may be about a customer that has one.
        var errors = CustomerRules.Check(input.Name is null ? input with { Name = "-" } : input);
        var fault = errors.None ? null : string.Join(' ', errors.ToDictionary().Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"));
        return new ImportRow(number, line, input, _fields, Value(ImportField.Name) is not null, fault);
    }

    private CustomerInput Input()
    {
        var externalId = Value(ImportField.ExternalId);
        var organisation = Value(ImportField.Organisation);
        return new CustomerInput
        {
            ExternalId = externalId,
            Source = Value(ImportField.Source) ?? (externalId is null ? null : source),
            Organisation = organisation,
            Name = Value(ImportField.Name) ?? organisation ?? (externalId is null ? null : $"Customer {externalId}"),
            Email = Value(ImportField.Email),
            Phone = Value(ImportField.Phone),
            Address = Address(),
            Status = Value(ImportField.Status)?.ToLowerInvariant(),
        };
    }

    private Address? Address()
    {
        var address = new Address
        {
            Line = Value(ImportField.Line),
            City = Value(ImportField.City),
            Region = Value(ImportField.Region),
            PostalCode = Value(ImportField.PostalCode),
            Country = Value(ImportField.Country),
        };
        return address == NoAddress ? null : address;
    }

    private static readonly Address NoAddress = new();

    private string? Value(ImportField field) => _values[(int)field];
}
