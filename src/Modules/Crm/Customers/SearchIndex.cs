using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Customers;

/// <summary>
/// Keeps the full-text index of customers, a little behind the table: many rows at once cost a third of what they cost one by one. No
/// search misses anything meanwhile, because lists also look through <c>customers_unindexed</c>, which commits with each customer.
/// </summary>
internal sealed partial class SearchIndex([FromKeyedServices(CrmModule.Key)] ModuleDatabase database, ILogger<CrmModule> logger) : BackgroundService
{
    private const int BatchMax = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    /// <summary>Notes down that a customer's text is to be indexed.</summary>
    public static ValueTask<int> AddAsync(ITransaction transaction, long id) =>
        transaction.ExecuteAsync("insert into customers_unindexed (id) values ($1)", id);

    /// <summary>
    /// Takes a customer's old text out, before it changes. FTS5 over the table's own text must be told that text, and only for rows
    /// that it knows: telling it of others would damage the index.
    /// </summary>
    public static async ValueTask RemoveAsync(ITransaction transaction, long id)
    {
        if (await transaction.ExecuteAsync("delete from customers_unindexed where id = $1", id) == 0)
        {
            await transaction.ExecuteAsync(
                "insert into customers_search (customers_search, rowid, search) select 'delete', id, search from customers where id = $1", id);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Gathering, database.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CatchUpAsync(stoppingToken);
            }
            catch (StoreException error)
            {
                FellBehind(logger, error.Message);
            }
        }
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        while (await OldestAsync(ct) is { } ids && ids.Count > 0)
        {
            await database.Store.WriteAsync(
                async transaction =>
                {
                    await transaction.ExecuteAsync(
                        """
                        insert into customers_search (rowid, search)
                        select c.id, c.search from customers_unindexed u cross join customers c on c.id = u.id where u.id between $1 and $2
                        """,
                        ids[0], ids[^1]);
                    return await transaction.ExecuteAsync("delete from customers_unindexed where id between $1 and $2", ids[0], ids[^1]);
                },
                ct);
        }
    }

    private ValueTask<IReadOnlyList<long>> OldestAsync(CancellationToken ct) => database.Store.ReadAsync(
        reader => reader.QueryAsync("select id from customers_unindexed order by id limit $1", static row => row.Int64(0), BatchMax), ct);

    [LoggerMessage(2002, LogLevel.Warning, "the search index of customers fell behind ({Reason}); searches look through the rest one by one")]
    private static partial void FellBehind(ILogger logger, string reason);
}
