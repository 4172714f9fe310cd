using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>Customers that are imported.</summary>
internal sealed class CustomerImports(CrmDatabase database, CustomerWriter customers) : IImportTarget
{
    /// <summary>What the OpenAPI document says.</summary>
    public static readonly ImportDescription About = new(
        "Import customers",
        "externalId,name,email,city\nC-2001,Иван Иванов,ivan@example.com,Казань\nC-2002,Zoë Müller,zoe@example.com,Zürich\n",
        """{"externalId":"C-2001","name":"Иван Иванов","email":"ivan@example.com","address":{"city":"Казань"}}""");

    public static ImportTables Kept { get; } = new("customer");

    public string Resource => "customers";

    public string Path => "/api/customers/imports";

    public FieldTable Fields => CustomerRow.Rows.Fields;

    public IReadOnlyList<QueryParameter> Parameters => [];

    public ImportTables Tables => Kept;

    public ModuleDatabase Database => database;

    public int RowsOfRecord => 1;

    public Func<ImportRow, ImportRow, bool>? BelongTogether => null;

    public Refusal? Refuse(ImportOrder order) => null;

    public IImportWork Begin(ImportOrder order, long import) => new Upload(customers, order);

    private sealed class Upload(CustomerWriter customers, ImportOrder order) : IImportWork
    {
        public ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct) =>
            ValueTask.FromResult<IReadyRows>(
                new CustomerBatch(customers, order.Work, [.. rows.Select(row => CustomerRow.Of(row, order.Source))]));
    }
}
