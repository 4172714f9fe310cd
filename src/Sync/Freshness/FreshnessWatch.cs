using System.Diagnostics.Metrics;
using Lockstep.Runtime;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Freshness;

/// <summary>
/// Looks every so often how fresh the flows are, tells it at <c>/metrics</c>, and says when one becomes late, or is so no more.
/// </summary>
internal sealed partial class FreshnessWatch : BackgroundService
{
    /// <summary>The names of its figures.</summary>
    public const string Age = "lockstep_flow_age_seconds", Late = "lockstep_flow_late";

    private readonly SyncDatabase _database;
    private readonly FlowRegistry _flows;
    private readonly Canaries _canaries;
    private readonly FreshnessOptions _options;
    private readonly ILogger _logger;
    private volatile IReadOnlyList<FlowFreshness> _states = [];

    public FreshnessWatch(
        SyncDatabase database, FlowRegistry flows, Canaries canaries, IOptions<FreshnessOptions> options, LockstepMeter meter,
        ILogger<FreshnessWatch> logger)
    {
        (_database, _flows, _canaries, _options, _logger) = (database, flows, canaries, options.Value, logger);
        meter.Gauge(Age, "s", "Age of the oldest change that is not delivered yet, at the clock of its source", () => Each(OldAge));
        meter.Gauge(
            Late, "{flow}", "1 when the flow is late by its target, else 0", () => Each(static one => one.LateSince is null ? 0 : 1));
    }

    /// <summary>How fresh the flows of files are now.</summary>
    public static async Task<IReadOnlyList<FlowFreshness>> LookAsync(SyncDatabase database, FlowRegistry flows, CancellationToken ct)
    {
        var set = flows.Now;

        // Nobody expects a flow that is paused to be fresh.
        var all = set.All.ToDictionary(
            static flow => flow.Name, flow => set.Paused.Contains(flow.Name) ? flow with { FreshnessTarget = null } : flow,
            StringComparer.Ordinal);
        var facts = await database.Store.ReadAsync(reader => FlowFacts.ReadAsync(reader, all.Values), ct);
        var now = database.Clock.GetUtcNow();
        return [.. facts.Select(one => FlowFreshness.Of(all[one.Flow], one, now))];
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        WatchAsync, error => NotWatched(_logger, error.Message), new Pause(_options.Interval, _database.Clock), stoppingToken);

    private async Task WatchAsync(CancellationToken ct)
    {
        await _canaries.KeepAsync(ct);
        var states = await LookAsync(_database, _flows, ct);
        Tell(_states, states);
        _states = states;
    }

    private void Tell(IReadOnlyList<FlowFreshness> before, IReadOnlyList<FlowFreshness> now)
    {
        var late = before.Where(static one => one.LateSince is not null).Select(static one => one.Flow.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var state in now.Where(one => one.LateSince is null == late.Contains(one.Flow.Name)))
        {
            if (state.LateSince is { } since)
            {
                IsLate(_logger, state.Flow.Name, since, state.Reason, state.Message);
            }
            else
            {
                IsFresh(_logger, state.Flow.Name);
            }
        }
    }

    private static long OldAge(FlowFreshness state) => (long)state.Age.TotalSeconds;

    private IEnumerable<Measurement<long>> Each(Func<FlowFreshness, long> read) => _states.Select(
        one => new Measurement<long>(read(one), new KeyValuePair<string, object?>("flow", one.Flow.Name)));

    [LoggerMessage(5072, LogLevel.Error, "the flow {Flow} is late since {Since:u} ({Reason}): {Message}")]
    private static partial void IsLate(ILogger logger, string flow, DateTimeOffset since, string? reason, string? message);

    [LoggerMessage(5073, LogLevel.Information, "the flow {Flow} is fresh again")]
    private static partial void IsFresh(ILogger logger, string flow);

    [LoggerMessage(5074, LogLevel.Warning, "it could not be looked how fresh the flows are ({Reason}); looked at again later")]
    private static partial void NotWatched(ILogger logger, string reason);
}
