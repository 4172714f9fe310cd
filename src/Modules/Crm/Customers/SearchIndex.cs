using Lockstep.Crm.Schema;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Customers;

/// <summary>
/// Keeps the full-text index of customers, a little behind the table: many new rows at once cost a third of what they cost one by one.
/// No search misses anything meanwhile, because lists also look through the rows behind <c>indexed_to</c>. Where the store searches by an
/// index of the table itself, there is nothing to keep.
/// </summary>
internal sealed partial class SearchIndex(CrmDatabase database, ILogger<SearchIndex> logger) : BackgroundService
{
    private const int BatchMax = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Store.Dialect.Search is not SqlSearch.SeparateIndex)
        {
            return;
        }

        using var timer = new PeriodicTimer(Gathering, database.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CatchUpAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                FellBehind(logger, error.Message);
            }
        }
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        IReadOnlyList<long> ids;
        do
        {
            ids = await NextAsync(ct);
            if (ids.Count == 0)
            {
                return;
            }

            await database.Store.WriteAsync(
                async transaction =>
                {
                    await transaction.ExecuteAsync(
                        """
                        insert into customers_search (rowid, search)
                        select id, search from customers where id > (select indexed_to from customers_indexing) and id <= $1
                        """,
                        ids[^1]);
                    return await transaction.ExecuteAsync("update customers_indexing set indexed_to = $1", ids[^1]);
                },
                ct);
        }

        // Few that came meanwhile gather until the next time: under load there are always some, and small batches cost twice as much a row.
        while (ids.Count == BatchMax);
    }

    private ValueTask<IReadOnlyList<long>> NextAsync(CancellationToken ct) =>
        database.Store.AskAsync(
            reader =>
                reader.QueryAsync(
                    "select id from customers where id > (select indexed_to from customers_indexing) order by id limit $1",
                    static row => row.Int64(0), BatchMax),
            ct);

    [LoggerMessage(
        2002, LogLevel.Warning, "the search index of customers fell behind ({Reason}); searches look through the rest one by one")]
    private static partial void FellBehind(ILogger logger, string reason);
}
