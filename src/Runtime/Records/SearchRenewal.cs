using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Records;

/// <summary>
/// Makes the search texts of a table anew that a version before wrote in another form, behind the start and a few rows at a time. How far
/// it got stands in the commits themselves; of several processes each does what it finds. Until a row's turn comes it is found as it was.
/// </summary>
internal sealed partial class SearchRenewal(string table, RowRenewer renew, ModuleDatabase database, ILogger<SearchRenewal> logger)
    : BackgroundService
{
    private const int BatchMax = 200;
    private const long All = long.MaxValue;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await ReachedAsync(stoppingToken) == All || await StepAsync(stoppingToken) == All)
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException error)
            {
                FellBehind(logger, table, error.Message);
                await Task.Delay(Pause, database.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private ValueTask<long> ReachedAsync(CancellationToken ct) => database.Store.AskAsync(
        reader => reader.FirstAsync(
            "select done_to from search_forms where resource = $1 and form = $2", static row => row.Int64(0), table, SearchText.Form),
        ct);

    /// <summary>The next rows. May be lost with a power cut, and is done again then.</summary>
    private Task<long> StepAsync(CancellationToken ct) => database.Store.WriteBehindAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync(
                "insert into search_forms (resource, form, done_to) values ($1, 0, 0) on conflict do nothing", table);
            var (form, reached) = await transaction.FirstForUpdateAsync(
                "select form, done_to from search_forms where resource = $1", static row => (row.Int64(0), row.Int64(1)), table);
            var last = await renew(transaction, form == SearchText.Form ? reached : 0, BatchMax) ?? All;
            await transaction.SendAsync(
                "update search_forms set form = $2, done_to = $3 where resource = $1", table, SearchText.Form, last);
            return last;
        },
        ct);

    [LoggerMessage(1009, LogLevel.Warning, "the search text of {Table} is made anew a little later ({Reason})")]
    private static partial void FellBehind(ILogger logger, string table, string reason);
}

/// <summary>What a module calls to have search texts of a table kept in their present form.</summary>
public static class SearchRenewalServices
{
    /// <summary>Registers the table.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="table">The table.</param>
    /// <param name="renew">Makes texts of it anew.</param>
    public static IServiceCollection AddSearchRenewal<TDatabase>(this IServiceCollection services, string table, RowRenewer renew)
        where TDatabase : ModuleDatabase =>
        services.AddSingleton<IHostedService>(provider => new SearchRenewal(
            table, renew, provider.GetRequiredService<TDatabase>(), provider.GetRequiredService<ILogger<SearchRenewal>>()));
}
