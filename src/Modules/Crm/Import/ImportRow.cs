using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;

namespace Lockstep.Crm.Import;

/// <summary>One row of an import, checked as far as that goes without the database.</summary>
/// <param name="Number">Data rows count from 1.</param>
/// <param name="Line">Where the row begins in the file; the file begins with line 1.</param>
/// <param name="Input">The customer that the row describes; its name is missing when the row gives nothing to make one of.</param>
/// <param name="Fields">What the row speaks of; other fields of a customer that is there already stay as they are.</param>
/// <param name="IsNamed">Whether the name is the row's own and not made of something else.</param>
/// <param name="Fault">Why the row is refused; null when it is not.</param>
internal sealed record ImportRow(long Number, long Line, CustomerInput Input, ImportFieldSet Fields, bool IsNamed, string? Fault = null)
{
    private static readonly CustomerInput Nothing = new();

    public static ImportRow Refused(long number, long line, string fault) => new(number, line, Nothing, default, IsNamed: false, fault);

    /// <summary>What a customer becomes under this row.</summary>
    public CustomerInput Over(Customer before) => new()
    {
        // Keys tell customers apart: a row may add one, but an empty cell never takes one away.
        ExternalId = Input.ExternalId ?? before.ExternalId,
        Source = Input.ExternalId is null && before.ExternalId is not null ? before.Source : Input.Source ?? before.Source,
        Organisation = Pick(ImportField.Organisation, Input.Organisation, before.Organisation),
        Name = NameOver(before),
        Email = Pick(ImportField.Email, Input.Email, before.Email),
        Phone = Pick(ImportField.Phone, Input.Phone, before.Phone),
        Address = AddressOver(before.Address),
        Status = Input.Status ?? before.Status,
    };

    /// <summary>A name that was made of the organisation follows it; any other changes only when the row gives one.</summary>
    private string NameOver(Customer before)
    {
        var follows = Input.Organisation is not null && string.Equals(before.Name, before.Organisation, StringComparison.Ordinal);
        return IsNamed || follows ? Input.Name! : before.Name;
    }

    private Address AddressOver(Address? before) => new()
    {
        Line = Pick(ImportField.Line, Input.Address?.Line, before?.Line),
        City = Pick(ImportField.City, Input.Address?.City, before?.City),
        Region = Pick(ImportField.Region, Input.Address?.Region, before?.Region),
        PostalCode = Pick(ImportField.PostalCode, Input.Address?.PostalCode, before?.PostalCode),
        Country = Pick(ImportField.Country, Input.Address?.Country, before?.Country),
    };

    private string? Pick(ImportField field, string? given, string? before) => Fields.Has(field) ? given : before;
}
