using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Systems;

/// <summary>Tells each system among how many processes the calls are divided that its file allows.</summary>
internal sealed class QuotaShares(
    SyncDatabase database, SystemRegistry systems, DispatcherSet dispatchers, IOptions<DispatchOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var system in systems.All)
            {
                system.Setup.Share.Processes = dispatchers.ProcessesOf(system.System.Name);
            }

            await Task.Delay(options.Value.PollInterval, database.Clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
