using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Search;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Customers;

/// <summary>Customers and their names for other modules, however many in one read.</summary>
internal sealed class CustomerDirectory(CrmDatabase database) : ICustomerDirectory
{
    private static readonly RecordFinder<Customer, CustomerInput> Finder = new(CustomerRecord.Table, CustomerRecord.Reads.Lists);

    public ValueTask<string?> FindNameAsync(long customerId, CancellationToken ct) => database.Store.AskAsync(
        reader => reader.FirstAsync("select name from customers where id = $1 and merged_into is null", static row => row.Text(0),
            customerId), ct);

    public ValueTask<IReadOnlyList<CustomerName?>> FindAsync(IReadOnlyList<CustomerKey> keys, CancellationToken ct) =>
        database.Store.ReadAsync<IReadOnlyList<CustomerName?>>(
            async reader =>
            {
                var found = new Dictionary<CustomerKey, CustomerName>();
                foreach (var key in keys.Distinct())
                {
                    if (await FindAsync(reader, key) is { } customer)
                    {
                        found[key] = customer;
                    }
                }

                return [.. keys.Select(found.GetValueOrDefault)];
            },
            ct);

    public async ValueTask<IReadOnlyDictionary<long, Customer>> ReadAsync(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        await database.Store.ReadAsync(
            async reader =>
            {
                var rows = await ReadAsync(reader, customerIds);
                var led = rows.Where(static row => row.MergedInto is not null).ToList();
                var leads = led.Count == 0 ? [] : await ReadAsync(reader, [.. led.Select(static row => row.MergedInto!.Value).Distinct()]);
                var customers = rows.Where(static row => row.MergedInto is null).ToDictionary(static row => row.Id);
                foreach (var (row, lead) in led.Join(leads, static row => row.MergedInto!.Value, static lead => lead.Id, static (row,
                    lead) => (row, lead)))
                {
                    customers[row.Id] = lead;
                }

                return customers;
            },
            ct);

    public async ValueTask<IReadOnlyDictionary<long, string>> ReadNamesAsync(
        IReadOnlyCollection<long> customerIds, CancellationToken ct) => (await database.Store.AskAsync(
            reader => reader.QueryAsync(
                $"""
                select c.id, l.name from customers c join customers l on l.id = coalesce(c.merged_into, c.id)
                where {reader.Dialect.InIntegers("c.id", "$1")}
                """,
                static row => new CustomerName(row.Int64(0), row.Text(1)), SqlValue.List(customerIds)),
            ct)).ToDictionary(static customer => customer.Id, static customer => customer.Name);

    public async ValueTask<IReadOnlyList<long>> SearchAsync(string text, int limit, CancellationToken ct)
    {
        var found = await database.Store.ReadAsync(reader => Finder.FindAsync(reader, new SearchQuestion(text, limit, null)), ct);
        return [.. found.Select(static hit => hit.Record.Id)];
    }

    public ValueTask<long> CountAsync(CancellationToken ct) =>
        database.Store.ReadAsync(static reader => Counters.ReadAsync(reader, "customers"), ct);

    private static ValueTask<IReadOnlyList<Customer>> ReadAsync(IReader reader, IReadOnlyCollection<long> ids) => reader.QueryAsync(
        $"select {CustomerRecord.Table.Columns} from customers where {reader.Dialect.InIntegers("id", "$1")}",
        CustomerRecord.Table.Read, SqlValue.List(ids));

    private static ValueTask<CustomerName?> FindAsync(IReader reader, CustomerKey key) => key switch
    {
        { Id: { } id } => reader.FirstAsync($"select id, name from customers where {CustomerRecord.LedBy("id = $1")}", Read, id),
        { External: { } external } => reader.FirstAsync(
            $"select id, name from customers where {CustomerRecord.LedBy(CustomerRecord.IsExternal)}", Read, Keys.Fold(external.Source),
                Keys.Fold(external.Id),
            Keys.Clean(external.Id)),
        { Email: { } address } => reader.FirstAsync($"select id, name from customers where {CustomerRecord.LedBy("email_key = $1")}", Read,
            Email.Key(address)),
        _ => ValueTask.FromResult<CustomerName?>(null),
    };

    private static CustomerName? Read(Row row) => new(row.Int64(0), row.Text(1));
}
