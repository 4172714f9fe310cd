using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// One dispatcher for each system that some flow writes to, and for each webhook, so that a slow system holds up no other. They come and go
/// as flows do.
/// </summary>
internal sealed partial class DispatcherSet : BackgroundService
{
    /// <summary>The names of its figures.</summary>
    public const string Delivered = "lockstep_deliveries_delivered_total", Dead = "lockstep_deliveries_dead_total",
        Held = "lockstep_deliveries_held", PartsHeld = "lockstep_deliveries_parts";

    private const int QuietFactor = 3;
    private readonly ConcurrentDictionary<string, Dispatcher> _byTarget = new(StringComparer.Ordinal);
    private readonly IEnumerable<ISystem> _systems;
    private readonly SyncDatabase _database;
    private readonly Parts _parts;
    private readonly FlowRegistry _flows;
    private readonly Erasures _erasures;
    private readonly Instance _instance;
    private readonly LeaseOptions _leases;
    private readonly DispatchOptions _options;
    private readonly Random _random;
    private readonly ILogger _logger;

    public DispatcherSet(
        SyncDatabase database, FlowRegistry flows, IEnumerable<ISystem> systems, Parts parts, Erasures erasures, Instance instance,
        IOptions<LeaseOptions> leases, IOptions<DispatchOptions> options, LockstepMeter meter, Random random, ILogger<DispatcherSet> logger)
    {
        (_database, _parts, _flows, _systems, _erasures, _instance, _leases, _options, _random, _logger) =
            (database, parts, flows, systems, erasures, instance, leases.Value, options.Value, random, logger);
        Preparation = new Preparation(new SourceState(systems, database.Store), new LinkTable(database.Store, flows));
        meter.Counter(Delivered, "{delivery}", "Deliveries that ended well since the start", () => Each(one => one.Log.Delivered));
        meter.Counter(Dead, "{delivery}", "Deliveries that became dead letters since the start", () => Each(one => one.Log.Dead));
        meter.Gauge(Held, "{delivery}", "Deliveries in memory, waiting or on their way", () => Each(one => one.Held));
        meter.Gauge(
            PartsHeld, "{part}", "Parts of the target's deliveries that are with this process", () => Each(one => one.Parts));
    }

    /// <summary>What is done before a delivery goes; also for who only wants to see what would go.</summary>
    public Preparation Preparation { get; }

    /// <summary>How many parts of a target's deliveries are with this process.</summary>
    public int PartsOf(string target) => _byTarget.TryGetValue(target, out var dispatcher) ? dispatcher.Parts : 0;

    /// <summary>Whether nothing of a target is in memory or on its way here.</summary>
    public bool IsIdle(string target) => !_byTarget.TryGetValue(target, out var dispatcher) || dispatcher.Held == 0;

    /// <summary>How many processes deliver to a target, this one among them; 1 where none does.</summary>
    public int ProcessesOf(string target) => _byTarget.TryGetValue(target, out var dispatcher) ? dispatcher.Processes : 1;

    /// <summary>
    /// How long this process leaves a target alone that was out of reach; null when it is in reach, or nothing goes there.
    /// </summary>
    public TimeSpan? LeftAlone(string target) => _byTarget.TryGetValue(target, out var dispatcher) ? dispatcher.LeftAlone : null;

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
            for (var part = 0; part < dispatcher.PartCount; part++)
            {
                Wake(dispatcher.Target, part);
            }
        }
    }

    /// <summary>Has whoever holds a part of a target's deliveries look at the table at once.</summary>
    public void Wake(string target, int part)
    {
        if (!_byTarget.TryGetValue(target, out var dispatcher) || !dispatcher.Wake(part))
        {
            _database.Store.Signals.Ring(PartTopics.Of(target, part));
        }
    }

    /// <summary>Delivers to a target that came later, until it is told to stop; what was on its way then goes again, from here or
    /// elsewhere.</summary>
    public async Task RunAsync(DeliveryTarget target, CancellationToken ct)
    {
        var dispatcher = Create(target);
        _byTarget[target.Name] = dispatcher;
        try
        {
            await RunAsync(dispatcher, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            // This one alone: by the name only, a successor that has begun already would be taken out, and nothing handed over to it any
            // more.
            _byTarget.TryRemove(KeyValuePair.Create(target.Name, dispatcher));
        }
    }

    /// <summary>
    /// A backup of a store with more parts may have been restored here: what lies in a part that nobody holds would wait for ever.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await DeliveryTable.FoldPartsAsync(_database.Store, _parts.Count, cancellationToken);
        foreach (var gone in await GoneFlows.ListAsync(_database, _flows, cancellationToken))
        {
            // A webhook never comes back under its number; a file may.
            if (Subscription.IsWebhook(gone.Name))
            {
                await GoneFlows.DiscardAsync(_database, gone.Name, "The webhook was deleted.", cancellationToken);
            }
            else
            {
                IsGone(_logger, gone.Name, gone.Open, gone.Dead);
            }
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Flows that have changed are found in the table by the look that follows: what is to go by them may have been passed over until now.
    /// </summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Listens before it looks, so that a change in between rings.
        var (changed, running) = (_flows.Listen(), new RunningTargets(RunAsync, IsIdle));
        while (!stoppingToken.IsCancellationRequested)
        {
            await running.KeepAsync(Wanted(), stoppingToken);
            if (await changed.WaitAsync(_options.PollInterval, _database.Clock, stoppingToken).OrEndAsync())
            {
                foreach (var dispatcher in _byTarget.Values)
                {
                    dispatcher.Wake();
                }
            }
        }

        await running.EndAsync();
    }

    private IReadOnlyList<DeliveryTarget> Wanted()
    {
        var targets = _flows.All.Select(static flow => flow.Target).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _systems.Where(system => targets.Contains(system.Name))
                .Select(system => new DeliveryTarget(system, () => _flows.Now.Running, _parts, _options.For(system))),
        ];
    }

    private Task RunAsync(Dispatcher dispatcher, CancellationToken ct) => Task.WhenAll(
        [dispatcher.RunAsync(ct), .. _database.Store.Dialect.HasConcurrentWrites || dispatcher.PartCount > 1 ? Listeners(dispatcher, ct)
            : []]);

    private Dispatcher Create(DeliveryTarget target) => new(
        target, _database.Store, Preparation, _erasures,
        new TargetParts(
            _database.Store, target.Name, _instance.Name, target.Parts, () => Covering(target), target.Options.PollInterval,
            _database.Clock, _logger),
        Wake, _database.Clock, _random, _logger);

    /// <summary>
    /// An attempt only starts when more lease is left than it may take: a lease shorter than a flow's patience would never let it start.
    /// </summary>
    private LeaseOptions Covering(DeliveryTarget target)
    {
        var longest = target.Flows.Values.Concat(_flows.All)
            .Where(flow => string.Equals(flow.Target, target.Name, StringComparison.Ordinal))
            .Select(static flow => flow.Timeout).DefaultIfEmpty().Max();
        return _leases.Covering(longest);
    }

    private IEnumerable<Measurement<long>> Each(Func<Dispatcher, long> read) => _byTarget.Select(
        one => new Measurement<long>(read(one.Value), new KeyValuePair<string, object?>("target", one.Key)));

    /// <summary>
    /// A signal of its own for each part: a process does not wake up for what it has itself told another one. After each it takes a
    /// rest, for under load signals come all the time and each look reads all that is due.
    /// </summary>
    private IEnumerable<Task> Listeners(Dispatcher dispatcher, CancellationToken ct) => Enumerable.Range(0, dispatcher.PartCount)
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

            // Behind the ring: what rings during the rest is kept as one, and heard at its end.
            await Task.Delay(hear(), _database.Clock, ct);
        }
    }

    [LoggerMessage(
        5035, LogLevel.Warning,
        "the flow {Flow} is not in force any more: {Open} deliveries and {Dead} dead letters of it wait for its file, or to be discarded")]
    private static partial void IsGone(ILogger logger, string flow, long open, long dead);
}
