using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Records;

namespace Lockstep.Crm.Notes;

/// <summary>The notes about a customer, for its export; withheld from the customer itself.</summary>
internal sealed class NotesExportPart(CrmDatabase database) : IExportPart
{
    private static readonly RecordExport<CustomerNote, NoteInput> Export =
        new(NoteRecord.Table, new RecordOwner<CustomerNote>("customer_id", static note => note.CustomerId));

    public IReadOnlyList<string> Sections { get; } = ["notes", ExportQuestion.History];

    public string Permission => Permissions.NotesRead;

    public string? OwnPermission => null;

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync(reader => Export.ReadAsync(reader, question), ct);
}
