using System.Diagnostics.Metrics;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Deliveries;

/// <summary>Counts every so often what is dead now, by flow and cause, and tells it at <c>/metrics</c>.</summary>
internal sealed partial class DeadLetterCount : BackgroundService
{
    /// <summary>The name of its figure.</summary>
    public const string Figure = "lockstep_dead_letters";

    private readonly SyncDatabase _database;
    private readonly DispatchOptions _options;
    private readonly ILogger _logger;
    private readonly FlowRegistry _flows;
    private volatile Dictionary<(string Flow, string Cause), long> _counts = [];

    public DeadLetterCount(
        SyncDatabase database, FlowRegistry flows, IOptions<DispatchOptions> options, LockstepMeter meter, ILogger<DeadLetterCount> logger)
    {
        (_database, _flows, _options, _logger) = (database, flows, options.Value, logger);
        meter.Gauge(Figure, "{delivery}", "Dead letters that nobody has decided about", Measure);
    }

    /// <summary>Counts now.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var rows = await _database.Store.ReadAsync(
            reader => reader.QueryAsync(
                "select flow, cause, count(*) from deliveries where state = 'dead' group by flow, cause",
                static row => (Key: (row.Text(0), row.TextOrNull(1) ?? ""), Count: row.Int64(2))),
            ct);
        _counts = rows.ToDictionary(static row => row.Key, static row => row.Count);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        async ct =>
        {
            await FingerprintFill.RunAsync(_database, ct);
            await LookAsync(ct);
        },
        error => NotCounted(_logger, error.Message), new Pause(_options.CountInterval, _database.Clock), stoppingToken);

    /// <summary>A zero where there is none: a figure that comes and goes can't be watched.</summary>
    private IEnumerable<Measurement<long>> Measure()
    {
        var counts = _counts;
        var usual = from flow in _flows.All from cause in Causes.Words select (Flow: flow.Name, Cause: cause);
        return counts.Keys.Union(usual).Select(key => new Measurement<long>(
            counts.GetValueOrDefault(key), new KeyValuePair<string, object?>("flow", key.Flow), new KeyValuePair<string,
                object?>("cause", key.Cause)));
    }

    [LoggerMessage(5036, LogLevel.Warning, "the dead letters could not be counted ({Reason}); counted again later")]
    private static partial void NotCounted(ILogger logger, string reason);
}
