using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Deliveries;

/// <summary>One dispatcher for each system that some flow writes to, so that a slow system holds up no other.</summary>
internal sealed partial class DispatcherSet : BackgroundService
{
    /// <summary>The names of its figures.</summary>
    public const string Delivered = "lockstep_deliveries_delivered_total", Dead = "lockstep_deliveries_dead_total",
        Held = "lockstep_deliveries_held", PartsHeld = "lockstep_deliveries_parts";

    private const int QuietFactor = 3;
    private readonly Dictionary<string, Dispatcher> _byTarget;
    private readonly SyncDatabase _database;
    private readonly Parts _parts;
    private readonly FlowRegistry _flows;
    private readonly ILogger _logger;

    public DispatcherSet(
        SyncDatabase database, FlowRegistry flows, IEnumerable<IConnector> connectors, Parts parts, Instance instance,
        IOptions<LeaseOptions> leases, IOptions<DispatchOptions> options, LockstepMeter meter, Random random, ILogger<DispatcherSet> logger)
    {
        (_database, _parts, _flows, _logger) = (database, parts, flows, logger);
        var sources = new SourceState(connectors, database.Store);
        var targets = flows.All.Select(flow => flow.Target).ToHashSet(StringComparer.Ordinal);
        _byTarget = connectors.Where(connector => targets.Contains(connector.System)).ToDictionary(
            connector => connector.System,
            connector => new Dispatcher(
                connector, flows.ByName, database.Store, sources,
                new TargetParts(
                    database.Store, connector.System, instance.Name, parts, Covering(leases.Value, connector, flows), options.Value.PollInterval,
                    database.Clock, logger),
                options.Value, database.Clock, random, logger),
            StringComparer.Ordinal);
        foreach (var (target, dispatcher) in _byTarget)
        {
            meter.Counter(
                Delivered, "{delivery}", "Deliveries that ended well since the start", "target", target,
                () => dispatcher.Log.Delivered);
            meter.Counter(
                Dead, "{delivery}", "Deliveries that became dead letters since the start", "target", target,
                () => dispatcher.Log.Dead);
            meter.Gauge(
                Held, "{delivery}", "Deliveries in memory, waiting or on their way", "target", target, () => dispatcher.Held);
            meter.Gauge(
                PartsHeld, "{part}", "Parts of the target's deliveries that are with this process", "target", target,
                () => dispatcher.Parts);
        }
    }

    /// <summary>
    /// An attempt only starts when more lease is left than it may take: a lease shorter than a flow's patience would never let it start.
    /// </summary>
    private static LeaseOptions Covering(LeaseOptions leases, IConnector target, FlowRegistry flows)
    {
        var longest = flows.All.Where(flow => string.Equals(flow.Target, target.System, StringComparison.Ordinal)).Max(flow => flow.Timeout);
        var needed = longest + (2 * leases.Renewal);
        return new LeaseOptions { Renewal = leases.Renewal, Duration = needed > leases.Duration ? needed : leases.Duration };
    }

    /// <summary>How many parts of a target's deliveries are with this process.</summary>
    public int PartsOf(string target) => _byTarget[target].Parts;

    /// <summary>Hands over a delivery that was just committed as pending.</summary>
    public void Offer(Delivery delivery)
    {
        if (_byTarget.TryGetValue(delivery.Target, out var dispatcher))
        {
            dispatcher.Offer(delivery);
        }
    }

    /// <summary>Has every dispatcher look at the table at once, in this process and in others.</summary>
    public void WakeAll()
    {
        foreach (var dispatcher in _byTarget.Values)
        {
            dispatcher.Wake();
            for (var part = 0; part < _parts.Count; part++)
            {
                if (dispatcher.TokenOf(part) == 0)
                {
                    _database.Store.Signals.Ring(PartTopics.Of(dispatcher.Target, part));
                }
            }
        }
    }

    /// <summary>A backup of a store with more parts may have been restored here: what lies in a part that nobody holds would wait for ever.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await DeliveryTable.FoldPartsAsync(_database.Store, _parts.Count, cancellationToken);
        foreach (var gone in await GoneFlows.ListAsync(_database, _flows, cancellationToken))
        {
            IsGone(_logger, gone.Name, gone.Open, gone.Dead);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        _byTarget.Values.Select(dispatcher => dispatcher.RunAsync(stoppingToken))
            .Concat(_parts.Count == 1 ? [] : _byTarget.Values.SelectMany(dispatcher => Listeners(dispatcher, stoppingToken))));

    /// <summary>
    /// A signal of its own for each part: a process does not wake up for what it has itself told another one. After each it takes a
    /// rest, for under load signals come all the time and each look reads all that is due.
    /// </summary>
    private IEnumerable<Task> Listeners(Dispatcher dispatcher, CancellationToken ct) => Enumerable.Range(0, _parts.Count)
        .Select(part => ListenAsync(
            PartTopics.Of(dispatcher.Target, part),
            () => dispatcher.Wake(part) ? dispatcher.LookTook * QuietFactor : TimeSpan.Zero,
            ct))
        .Append(ListenAsync(
            PartTopics.OfShares(dispatcher.Target),
            () =>
            {
                dispatcher.LookAtShares();
                return TimeSpan.Zero;
            },
            ct));

    private async Task ListenAsync(string topic, Func<TimeSpan> hear, CancellationToken ct)
    {
        var rung = _database.Store.Signals.On(topic);
        while (!ct.IsCancellationRequested)
        {
            await rung.WaitAsync(Timeout.InfiniteTimeSpan, _database.Clock, ct);
            await Task.Delay(hear(), _database.Clock, ct);
        }
    }

    [LoggerMessage(
        5035, LogLevel.Warning,
        "the flow {Flow} is not in force any more: {Open} deliveries and {Dead} dead letters of it wait for its file, or to be discarded")]
    private static partial void IsGone(ILogger logger, string flow, long open, long dead);
}
