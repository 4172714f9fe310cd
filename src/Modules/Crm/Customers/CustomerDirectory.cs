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
        reader => reader.FirstAsync("select name from customers where id = $1", static row => row.Text(0), customerId), ct);

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
        (await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                $"select {CustomerRecord.Table.Columns} from customers where {reader.Dialect.InIntegers("id", "$1")}",
                CustomerRecord.Table.Read, SqlValue.List(customerIds)),
            ct)).ToDictionary(static customer => customer.Id);

    public async ValueTask<IReadOnlyList<long>> SearchAsync(string text, int limit, CancellationToken ct)
    {
        var found = await database.Store.ReadAsync(reader => Finder.FindAsync(reader, new SearchQuestion(text, limit, null)), ct);
        return [.. found.Select(static hit => hit.Record.Id)];
    }

    public ValueTask<long> CountAsync(CancellationToken ct) =>
        database.Store.ReadAsync(static reader => Counters.ReadAsync(reader, "customers"), ct);

    private static ValueTask<CustomerName?> FindAsync(IReader reader, CustomerKey key) => key switch
    {
        { Id: { } id } => reader.FirstAsync("select id, name from customers where id = $1", Read, id),
        { External: { } external } => reader.FirstAsync(
            $"select id, name from customers where {CustomerRecord.IsExternal} limit 1", Read, Keys.Fold(external.Source), Keys.Fold(external.Id),
            Keys.Clean(external.Id)),
        { Email: { } address } => reader.FirstAsync("select id, name from customers where email_key = $1", Read, Email.Key(address)),
        _ => ValueTask.FromResult<CustomerName?>(null),
    };

    private static CustomerName? Read(Row row) => new(row.Int64(0), row.Text(1));
}
