using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Import;

/// <summary>Customers that are imported.</summary>
internal sealed class CustomerImports(CrmDatabase database) : IImportTarget
{
    /// <summary>What the OpenAPI document says.</summary>
    public static readonly ImportDescription About = new(
        "Import customers",
        "externalId,name,email,city\nC-2001,Иван Иванов,ivan@example.com,Казань\nC-2002,Zoë Müller,zoe@example.com,Zürich\n",
        """{"externalId":"C-2001","name":"Иван Иванов","email":"ivan@example.com","address":{"city":"Казань"}}""");

    public static ImportTables Kept { get; } = new("customer");

    public string Resource => "customers";

    public string Path => "/api/customers/imports";

    public FieldTable Fields => CustomerFields.Table;

    public IReadOnlyList<QueryParameter> Parameters => [];

    public ImportTables Tables => Kept;

    public ModuleDatabase Database => database;

    public int RowsOfRecord => 1;

    public Func<ImportRow, ImportRow, bool>? BelongTogether => null;

    public Problem? Refuse(ImportOrder order) => null;

    public IImportWork Begin(ImportOrder order, long import) => new Work(database, order);

    private sealed class Work(CrmDatabase database, ImportOrder order) : IImportWork
    {
        public ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct) =>
            ValueTask.FromResult<IReadyRows>(new ReadyCustomers(database, order.Actor, [.. rows.Select(row => CustomerRow.Of(row, order.Source))]));
    }
}

/// <summary>Some rows of an import of customers that are committed together.</summary>
internal sealed class ReadyCustomers(CrmDatabase database, string actor, IReadOnlyList<CustomerRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        // Run again, the batch lost a race for some key: one by one its rows give way to whoever has it.
        var now = database.Clock.GetUtcNow();
        var verdicts = transaction.Dialect.HasConcurrentWrites && !isRepeat
            ? await new BatchWriter(transaction, database, actor, now).WriteAsync(rows)
            : await WriteEachAsync(transaction, now);
        var created = verdicts.Count(verdict => verdict.Outcome is Outcome.Created);
        await (created == 0 ? ValueTask.CompletedTask : CustomerTable.CountAsync(transaction, created));
        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;

    private async ValueTask<IReadOnlyList<Verdict>> WriteEachAsync(ITransaction transaction, DateTimeOffset now)
    {
        var writer = new RowWriter(transaction, database, actor, now);
        var verdicts = new Verdict[rows.Count];
        for (var index = 0; index < rows.Count; index++)
        {
            verdicts[index] = await writer.WriteAsync(rows[index]);
        }

        return verdicts;
    }
}
