using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>Counts every so often which orders nobody has acknowledged, and tells it at <c>/metrics</c>.</summary>
internal sealed partial class PullLag : BackgroundService
{
    /// <summary>The figure of how many orders wait.</summary>
    public const string Waiting = "lockstep_orders_new";

    /// <summary>The figure of how old the oldest of them is.</summary>
    public const string Oldest = "lockstep_orders_new_age_seconds";

    private const int CountMax = 100_000;
    private readonly OrdersDatabase _database;
    private readonly PullOptions _options;
    private readonly ILogger _logger;
    private long _count;
    private long _oldest;

    public PullLag(
        OrdersDatabase database, IOptions<PullOptions> options, LockstepMeter meter, ILogger<PullLag> logger)
    {
        (_database, _options, _logger) = (database, options.Value, logger);
        meter.Gauge(
            Waiting, "{order}", "Orders that nobody has acknowledged, 100,000 at most", "module", OrdersDatabase.Name,
            () => Volatile.Read(ref _count));
        meter.Gauge(Oldest, "s", "Age of the oldest of them", "module", OrdersDatabase.Name, () => Age);
    }

    private long Age => Volatile.Read(ref _oldest) is > 0 and var oldest
        ? Math.Max(0, (_database.Clock.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1_000)
        : 0;

    /// <summary>Counts now.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var (count, oldest) = await _database.Store.ReadAsync(reader => PullTable.LagAsync(reader, CountMax), ct);
        Volatile.Write(ref _count, count);
        Volatile.Write(ref _oldest, oldest?.ToUnixTimeMilliseconds() ?? 0);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (StoreException error)
            {
                NotCounted(_logger, error.Message);
            }

            await Task.Delay(_options.LagInterval, _database.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(6111, LogLevel.Warning, "the orders that nobody has acknowledged could not be counted ({Reason}); counted again later")]
    private static partial void NotCounted(ILogger logger, string reason);
}
