using Lockstep.Contracts.Tickets;
using Lockstep.Imports;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Import;

/// <summary>One row of an import, checked as far as that goes without the database.</summary>
/// <param name="Input">The ticket that the row describes.</param>
/// <param name="Fields">What the row speaks of; other fields of a ticket that is there already stay as they are.</param>
/// <param name="Fault">Why the row is refused; null when it is not.</param>
internal sealed record TicketRow(TicketInput Input, FieldSet Fields, string? Fault)
{
    /// <summary>What a column of an import of tickets can become.</summary>
    public static readonly RecordRows<Ticket, TicketInput> Rows = new(TicketRecord.Table);

    /// <param name="row">The row as it was read.</param>
    /// <param name="order">What is imported: by which columns, and what external ids belong to when the row does not say.</param>
    /// <param name="custom">The fields that people gave to tickets.</param>
    public static TicketRow Of(ImportRow row, ImportOrder order, IReadOnlyList<CustomField> custom)
    {
        var errors = new Errors();
        var input = Rows.Read(row, errors, order.Names.Table, custom);
        input.Source ??= order.Source;
        if (input.ExternalId is null)
        {
            errors.Add("externalId", "Must be given: by it a row that comes again is known.");
        }

        return new TicketRow(input, row.Fields, row.Fault ?? errors.ToText());
    }

    /// <summary>
    /// What a ticket becomes under this row. In another spelling its outside id is the same key, and stays as it is written.
    /// </summary>
    public static TicketInput Over(Ticket before, TicketInput given, FieldSet spoken)
    {
        var after = Rows.Over(before, given, spoken);
        (after.ExternalId, after.Source) = (Kept(after.ExternalId, before.ExternalId), Kept(after.Source, before.Source));
        return after;
    }

    private static string? Kept(string? given, string? before) =>
        string.Equals(Keys.Fold(given), Keys.Fold(before), StringComparison.Ordinal) ? before : given;

    /// <summary>The same row, refused.</summary>
    public TicketRow Refused(string fault) => this with { Fault = Fault ?? fault };
}
