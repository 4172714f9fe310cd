using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>Customers that are imported.</summary>
internal sealed class CustomerImports(CrmDatabase database, CustomerWriter customers, CustomerUndo undo) : IImportTarget
{
    public static ImportKind Kind { get; } = new(
        "customers", "/api/customers", "customer",
        new ImportDescription(
            "Import customers",
            "externalId,name,email,city\nC-2001,Иван Иванов,ivan@example.com,Казань\nC-2002,Zoë Müller,zoe@example.com,Zürich\n",
            """{"externalId":"C-2001","name":"Иван Иванов","email":"ivan@example.com","address":{"city":"Казань"}}"""));

    public FieldTable Fields => CustomerRow.Rows.TableOf(database.Custom.Of(CustomerRecord.Kind));

    public ModuleDatabase Database => database;

    public int RowsOfRecord => 1;

    public Func<ImportRow, ImportRow, bool>? BelongTogether => null;

    public Refusal? Refuse(ImportOrder order) => null;

    public IImportUndo Undo => undo;

    public IImportWork Begin(ImportOrder order, long import) => new Upload(database, customers, order);

    private sealed class Upload(CrmDatabase database, CustomerWriter customers, ImportOrder order) : IImportWork
    {
        public ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct) =>
            ValueTask.FromResult<IReadyRows>(
                new CustomerBatch(customers, order.Work, [.. rows.Select(row => CustomerRow.Of(row, order,
                    database.Custom.Of(CustomerRecord.Kind)))]));
    }
}
