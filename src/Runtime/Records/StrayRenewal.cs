using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Records;

/// <summary>
/// Brings rows into their present form that a process of the version before wrote, behind each start and a few rows at a time: those of
/// before the upgrade, and those that came beside it, while processes of both versions ran.
/// </summary>
internal sealed partial class StrayRenewal(string table, RowRenewer renew, ModuleDatabase database, ILogger<StrayRenewal> logger)
    : BackgroundService
{
    private const int BatchMax = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? reached = 0;
        while (reached is { } after && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                reached = await database.Store.WriteBehindAsync(transaction => renew(transaction, after, BatchMax), stoppingToken);
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

    [LoggerMessage(1011, LogLevel.Warning, "rows of {Table} that another version wrote are brought up a little later ({Reason})")]
    private static partial void FellBehind(ILogger logger, string table, string reason);
}

/// <summary>What a module calls to have rows of a version before brought up.</summary>
public static class StrayRenewalServices
{
    /// <summary>Registers rows that processes of a version before leave without what the present form has.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="table">The table.</param>
    /// <param name="renew">Finds them by an index of their own, and makes them whole.</param>
    public static IServiceCollection AddStrayRenewal<TDatabase>(this IServiceCollection services, string table, RowRenewer renew)
        where TDatabase : ModuleDatabase =>
        services.AddSingleton<IHostedService>(provider => new StrayRenewal(
            table, renew, provider.GetRequiredService<TDatabase>(), provider.GetRequiredService<ILogger<StrayRenewal>>()));
}
