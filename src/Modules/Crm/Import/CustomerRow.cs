using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Imports;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Import;

/// <summary>One row of an import, checked as far as that goes without the database.</summary>
/// <param name="Input">The customer that the row describes; its name is missing when the row gives nothing to make one of.</param>
/// <param name="Fields">What the row speaks of; other fields of a customer that is there already stay as they are.</param>
/// <param name="IsNamed">Whether the name is the row's own and not made of something else.</param>
/// <param name="Fault">Why the row is refused; null when it is not.</param>
internal sealed record CustomerRow(CustomerInput Input, FieldSet Fields, bool IsNamed, Refusal? Fault = null)
{
    /// <summary>What a column of an import of customers can become.</summary>
    public static readonly RecordRows<Customer, CustomerInput> Rows = new(CustomerRecord.Table);

    private static readonly CustomerInput Nothing = new();

    /// <summary>A row that says nothing which can be understood.</summary>
    public static CustomerRow Refused(Refusal fault) => new(Nothing, default, IsNamed: false, fault);

    /// <summary>A row that can only be a new customer.</summary>
    public static CustomerRow New(CustomerInput input) => new(input, default, IsNamed: true, CustomerWriter.Refuse(input));

    /// <param name="row">The row as it was read.</param>
    /// <param name="order">What is imported: by which columns, and what external ids belong to when the row does not say.</param>
    /// <param name="custom">The fields that people gave to customers.</param>
    public static CustomerRow Of(ImportRow row, ImportOrder order, IReadOnlyList<CustomField> custom)
    {
        if (row.Fault is not null)
        {
            return Refused(new Refusal(RefusalCode.Invalid, row.Fault));
        }

        var errors = new Errors();
        var input = Rows.Read(row, errors, order.Names.Table, custom);
        if (errors.ToRefusal() is { } unreadable)
        {
            return Refused(unreadable);
        }

        var isNamed = input.Name is not null;
        input.Source ??= input.ExternalId is null ? null : order.Source;
        input.Name ??= input.Organisation ?? (input.ExternalId is null ? null : $"Customer {input.ExternalId}");
        return Of(input, row.Fields, isNamed);
    }

    /// <summary>What a row, or the write of a flow, says of a customer.</summary>
    public static CustomerRow Of(CustomerInput input, FieldSet fields, bool isNamed)
    {
        CustomerRecord.Table.Normalize(input);

        // A row without a name is no fault yet: it may be about a customer that has one.
        var refusal = CustomerWriter.Refuse(input.Name is null ? input with { Name = "-" } : input);
        return new CustomerRow(input, fields, isNamed, refusal);
    }

    /// <summary>What a customer becomes under this row.</summary>
    public CustomerInput Over(Customer before)
    {
        var after = Rows.Over(before, Input, Fields);

        // The source goes with the external id: a row without one never moves that of a customer into another system.
        after.Source = Input.ExternalId is null && before.ExternalId is not null ? before.Source : Input.Source ?? before.Source;
        after.Name = NameOver(before);

        // In another spelling it is the same key, and stays as it is written.
        (after.ExternalId, after.Source) = (Kept(after.ExternalId, before.ExternalId), Kept(after.Source, before.Source));
        return after;
    }

    /// <summary>
    /// The row without keys of somebody who was merged into the customer that they led to: it is known by them, and has keys of its own.
    /// </summary>
    /// <param name="byId">The customer that the external id led to.</param>
    /// <param name="byEmail">The customer that the e-mail led to.</param>
    public CustomerRow Under(Customer? byId, Customer? byEmail)
    {
        var input = Input;
        if (byId is not null && input.ExternalId is not null && !(IsSame(input.ExternalId, byId.ExternalId) && IsSame(input.Source,
            byId.Source)))
        {
            input = input with { ExternalId = null, Source = null };
        }

        if (byEmail is not null && !CustomerRecord.IsSameEmail(input.Email, byEmail.Email) && (byId ?? byEmail).Id == byEmail.Id)
        {
            input = input with { Email = byEmail.Email };
        }

        return ReferenceEquals(input, Input) ? this : this with { Input = input };
    }

    private static bool IsSame(string? one, string? other) => string.Equals(Keys.Fold(one), Keys.Fold(other), StringComparison.Ordinal);

    private static string? Kept(string? given, string? before) =>
        IsSame(given, before) ? before : given;

    /// <summary>A name that was made of the organisation follows it; any other changes only when the row gives one.</summary>
    private string NameOver(Customer before)
    {
        var follows = Input.Organisation is not null && string.Equals(before.Name, before.Organisation, StringComparison.Ordinal);
        return IsNamed || follows ? Input.Name! : before.Name;
    }
}
