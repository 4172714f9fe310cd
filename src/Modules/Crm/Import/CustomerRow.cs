using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Imports;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>One row of an import, checked as far as that goes without the database.</summary>
/// <param name="Input">The customer that the row describes; its name is missing when the row gives nothing to make one of.</param>
/// <param name="Fields">What the row speaks of; other fields of a customer that is there already stay as they are.</param>
/// <param name="IsNamed">Whether the name is the row's own and not made of something else.</param>
/// <param name="Fault">Why the row is refused; null when it is not.</param>
internal sealed record CustomerRow(CustomerInput Input, FieldSet Fields, bool IsNamed, Refusal? Fault = null)
{
    private static readonly CustomerInput Nothing = new();

    private static readonly Address NoAddress = new();

    /// <summary>A row that says nothing which can be understood.</summary>
    public static CustomerRow Refused(Refusal fault) => new(Nothing, default, IsNamed: false, fault);

    /// <summary>A row that can only be a new customer.</summary>
    public static CustomerRow New(CustomerInput input) => new(input, default, IsNamed: true, CustomerRules.Check(input).ToRefusal());

    /// <param name="row">The row as it was read.</param>
    /// <param name="source">What external ids belong to when the row does not say.</param>
    public static CustomerRow Of(ImportRow row, string source)
    {
        if (row.Fault is not null)
        {
            return Refused(new Refusal(RefusalCode.Invalid, row.Fault));
        }

        return Of(InputOf(row, source), row.Fields, row[CustomerFields.Name] is not null);
    }

    /// <summary>What a row, or the write of a flow, says of a customer.</summary>
    public static CustomerRow Of(CustomerInput input, FieldSet fields, bool isNamed)
    {
        // A row without a name is no fault yet: it may be about a customer that has one.
        var errors = CustomerRules.Check(input.Name is null ? input with { Name = "-" } : input);
        return new CustomerRow(input, fields, isNamed, errors.ToRefusal());
    }

    /// <summary>What a customer becomes under this row.</summary>
    public CustomerInput Over(Customer before) => new()
    {
        // Keys tell customers apart: a row may add one, but an empty cell never takes one away.
        ExternalId = Input.ExternalId ?? before.ExternalId,
        Source = Input.ExternalId is null && before.ExternalId is not null ? before.Source : Input.Source ?? before.Source,
        Organisation = Pick(CustomerFields.Organisation, Input.Organisation, before.Organisation),
        Name = NameOver(before),
        Email = Pick(CustomerFields.Email, Input.Email, before.Email),
        Phone = Pick(CustomerFields.Phone, Input.Phone, before.Phone),
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
        Line = Pick(CustomerFields.Line, Input.Address?.Line, before?.Line),
        City = Pick(CustomerFields.City, Input.Address?.City, before?.City),
        Region = Pick(CustomerFields.Region, Input.Address?.Region, before?.Region),
        PostalCode = Pick(CustomerFields.PostalCode, Input.Address?.PostalCode, before?.PostalCode),
        Country = Pick(CustomerFields.Country, Input.Address?.Country, before?.Country),
    };

    private string? Pick(int field, string? given, string? before) => Fields.Has(field) ? given : before;

    private static CustomerInput InputOf(ImportRow row, string source)
    {
        var externalId = row[CustomerFields.ExternalId];
        var organisation = row[CustomerFields.Organisation];
        return new CustomerInput
        {
            ExternalId = externalId,
            Source = row[CustomerFields.Source] ?? (externalId is null ? null : source),
            Organisation = organisation,
            Name = row[CustomerFields.Name] ?? organisation ?? (externalId is null ? null : $"Customer {externalId}"),
            Email = row[CustomerFields.Email],
            Phone = row[CustomerFields.Phone],
            Address = AddressOf(row),
            Status = row[CustomerFields.Status]?.ToLowerInvariant(),
        };
    }

    private static Address? AddressOf(ImportRow row)
    {
        var address = new Address
        {
            Line = row[CustomerFields.Line],
            City = row[CustomerFields.City],
            Region = row[CustomerFields.Region],
            PostalCode = row[CustomerFields.PostalCode],
            Country = row[CustomerFields.Country],
        };
        return address == NoAddress ? null : address;
    }
}
