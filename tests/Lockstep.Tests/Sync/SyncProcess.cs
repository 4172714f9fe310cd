using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Subscriptions;
using Lockstep.Sync.Versions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Sync;

/// <summary>What one process has of Sync: its way to the database, its intake and its dispatchers.</summary>
internal sealed class SyncProcess : IAsyncDisposable
{
    private readonly LockstepMeter _meter = new();
    private readonly FlowVersions _versions;
    private bool _isStopped;

    public SyncProcess(string name, PausableStore store, RecordingShop shop, LeaseOptions leases, TimeSpan timeout, int inFlight)
    {
        Store = store;
        var database = new SyncDatabase(new DatabaseParts(store, null!, null!, TimeProvider.System));
        var connector = shop.For(name);
        var flows = new FlowRegistry([ToShop(timeout)]);
        var parts = new Parts(Parts.Shared);
        var options = Options.Create(new DispatchOptions
        {
            PollInterval = TimeSpan.FromMilliseconds(100), InFlightMax = inFlight, ErasureLook = TimeSpan.Zero,
        });
        var erasures = new Erasures(database, options);
        Erasure = new DeliveryErasure(database, erasures);
        Dispatchers = new DispatcherSet(
            database, flows, [connector], parts, erasures, new Instance(name), Options.Create(leases), options, _meter, new Random(1),
            NullLogger<DispatcherSet>.Instance);
        var subscriptions = new SubscriptionCache(database, flows, Options.Create(new OutgoingWebhookOptions()),
            Options.Create(new MappingOptions()));
        _versions = new FlowVersions(database, new FlowReader([], new MappingOptions()), flows);
        _versions.Open();
        Intake = new EventIntake(database, _versions, subscriptions, parts, Dispatchers, NullLogger<EventIntake>.Instance);
    }

    public PausableStore Store { get; }

    public DispatcherSet Dispatchers { get; }

    public EventIntake Intake { get; }

    /// <summary>Takes people out of deliveries.</summary>
    public DeliveryErasure Erasure { get; }

    /// <summary>How many parts of the shop's deliveries it holds.</summary>
    public int Held => Dispatchers.PartsOf("shop");

    /// <summary>The flow to the shop.</summary>
    public static Flow ToShop(TimeSpan timeout) => new()
    {
        Name = "to-shop",
        Description = "",
        Source = "shop",
        Kind = "customer",
        On = new HashSet<string>(StringComparer.Ordinal) { "changed" },
        Target = "shop",
        TargetKind = "customer",
        Mapping = new Mapping(
            [new MappedField("version", Expression.Parse("version", Scope.Of(new MappingOptions())), "map.version")],
            new Dictionary<string, string>(StringComparer.Ordinal), new MappingOptions()),
        Retry = new RetryPolicy { First = TimeSpan.FromMilliseconds(5), Attempts = 2 },
        Timeout = timeout,
    };

    public async Task StopAsync()
    {
        _isStopped = true;
        await Dispatchers.StopAsync(CancellationToken.None);
    }

    /// <summary>From now on nothing of it reaches the database: it renews nothing and gives nothing back.</summary>
    public async Task DieAsync()
    {
        _isStopped = true;
        Store.Cut();
        await Dispatchers.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Store.GoOn();
        if (!_isStopped)
        {
            await StopAsync();
        }

        Dispatchers.Dispose();
        _versions.Dispose();
        _meter.Dispose();
    }
}
