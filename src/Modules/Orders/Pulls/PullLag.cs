using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>
/// Counts every so often which orders nobody has acknowledged and which stock tasks are stuck, and tells it at <c>/metrics</c>.
/// </summary>
internal sealed partial class PullLag : BackgroundService
{
    /// <summary>The figure of how many orders wait.</summary>
    public const string Waiting = "lockstep_orders_new";

    /// <summary>The figure of how old the oldest of them is.</summary>
    public const string Oldest = "lockstep_orders_new_age_seconds";

    /// <summary>The figure of how many stock tasks can't be done.</summary>
    public const string Stuck = "lockstep_stock_tasks_stuck";

    /// <summary>The figure of how long the oldest of them has been stuck.</summary>
    public const string StuckFor = "lockstep_stock_tasks_stuck_age_seconds";

    private const int CountMax = 100_000;
    private readonly OrdersDatabase _database;
    private readonly PullOptions _options;
    private readonly ILogger _logger;
    private readonly Backlog _sales = new();
    private readonly Backlog _returns = new();
    private readonly Backlog _stuck = new();

    public PullLag(
        OrdersDatabase database, IOptions<PullOptions> options, LockstepMeter meter, ILogger<PullLag> logger)
    {
        (_database, _options, _logger) = (database, options.Value, logger);
        foreach (var (kind, backlog) in new[] { (OrderKind.Sale, _sales), (OrderKind.Return, _returns) })
        {
            Show(meter, Waiting, "{order}", "Orders that nobody has acknowledged, 100,000 at most", () => backlog.Count, kind);
            Show(meter, Oldest, "s", "Age of the oldest of them", () => backlog.Age(_database.Clock), kind);
        }

        Show(meter, Stuck, "{task}", "Stock tasks that can't be done, 100,000 at most", () => _stuck.Count);
        Show(meter, StuckFor, "s", "How long the oldest of them has been stuck", () => _stuck.Age(_database.Clock));
    }

    /// <summary>Counts now.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var (sales, returns, stuck) = await _database.Store.ReadAsync(
            async reader => (
                await PullTable.LagAsync(reader, OrderKind.Sale, CountMax), await PullTable.LagAsync(reader, OrderKind.Return, CountMax),
                await StockTaskView.StuckAsync(reader, CountMax)),
            ct);
        _sales.Set(sales);
        _returns.Set(returns);
        _stuck.Set(stuck);
    }

    private static void Show(
        LockstepMeter meter, string name, string unit, string help, Func<long> read, string? kind = null) => meter.Gauge(
        name, unit, help, read, [("module", OrdersDatabase.Name), .. kind is null ? [] : new[] { ("kind", kind) }]);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        LookAsync, error => NotCounted(_logger, error.Message), new Pause(_options.LagInterval, _database.Clock), stoppingToken);

    [LoggerMessage(6111, LogLevel.Warning, "the orders that nobody has acknowledged could not be counted ({Reason}); counted again later")]
    private static partial void NotCounted(ILogger logger, string reason);
}

/// <summary>How much waits, and since when.</summary>
internal sealed class Backlog
{
    private long _count;
    private long _oldest;

    public long Count => Volatile.Read(ref _count);

    /// <summary>The age of the oldest in seconds; 0 when nothing waits.</summary>
    public long Age(TimeProvider clock) => Volatile.Read(ref _oldest) is > 0 and var oldest
        ? Math.Max(0, (clock.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1_000)
        : 0;

    public void Set((long Count, DateTimeOffset? Oldest) seen)
    {
        Volatile.Write(ref _count, seen.Count);
        Volatile.Write(ref _oldest, seen.Oldest?.ToUnixTimeMilliseconds() ?? 0);
    }
}
