using Lockstep.Contracts;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Records;

/// <summary>
/// Makes the search texts of a record anew that a version before wrote in another form, behind the start and a few rows at a time. How far
/// it got stands in the commits themselves; of several processes each does what it finds. Until a row's turn comes it is found as it was.
/// </summary>
internal sealed partial class SearchRenewal<T, TInput>(
    RecordTable<T, TInput> table, ModuleDatabase database, ILogger<SearchRenewal<T, TInput>> logger) : BackgroundService
    where T : class, IRecord
    where TInput : class, new()
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
                FellBehind(logger, table.Name, error.Message);
                await Task.Delay(Pause, database.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private ValueTask<long> ReachedAsync(CancellationToken ct) => database.Store.AskAsync(
        reader => reader.FirstAsync(
            "select done_to from search_forms where resource = $1 and form = $2", static row => row.Int64(0), table.Name, SearchText.Form),
        ct);

    /// <summary>The next rows. May be lost with a power cut, and is done again then.</summary>
    private Task<long> StepAsync(CancellationToken ct) => database.Store.WriteBehindAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync(
                "insert into search_forms (resource, form, done_to) values ($1, 0, 0) on conflict do nothing", table.Name);
            var (form, reached) = await transaction.FirstForUpdateAsync(
                "select form, done_to from search_forms where resource = $1", static row => (row.Int64(0), row.Int64(1)), table.Name);
            var last = await table.RenewSearchAsync(transaction, form == SearchText.Form ? reached : 0, BatchMax) ?? All;
            await transaction.SendAsync(
                "update search_forms set form = $2, done_to = $3 where resource = $1", table.Name, SearchText.Form, last);
            return last;
        },
        ct);

    [LoggerMessage(1009, LogLevel.Warning, "the search text of {Table} is made anew a little later ({Reason})")]
    private static partial void FellBehind(ILogger logger, string table, string reason);
}

/// <summary>What a module calls to have a record of its own.</summary>
public static class RecordServices
{
    /// <summary>Registers what the OpenAPI document asks for, and keeps the record's keys and search text in their present form.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="TInput">What a client may say of it.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="table">The record.</param>
    public static IServiceCollection AddRecord<TDatabase, T, TInput>(this IServiceCollection services, RecordTable<T, TInput> table)
        where TDatabase : ModuleDatabase
        where T : class, IRecord
        where TInput : class, new()
    {
        services.AddSingleton<IRecordShape>(table);
        services.AddHostedService(provider => new KeyRenewal<T, TInput>(table, provider.GetRequiredService<TDatabase>()));
        if (table.Search is not null)
        {
            services.AddHostedService(provider => new SearchRenewal<T, TInput>(
                table, provider.GetRequiredService<TDatabase>(), provider.GetRequiredService<ILogger<SearchRenewal<T, TInput>>>()));
        }

        return services;
    }
}
