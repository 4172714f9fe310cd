using Lockstep.Simulator.Access;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Notifications;
using Lockstep.Simulator.Records;

namespace Lockstep.Simulator.Worlds;

/// <summary>One outside system: what it holds, how it behaves, what it has heard.</summary>
public sealed class World
{
    private volatile WorldSettings _settings = new();

    internal World(WorldShape shape, RecordStore store, SimulatorOptions options)
    {
        Shape = shape;
        Clock = new SkewedClock(options.Clock, () => _settings);
        Tokens = new Tokens(this, options.Seed);
        Faults = new FaultPlan(options.Seed);
        Limit = new RateLimit(options.Clock);
        Notifications = new Notifier(this, options.Seed);
        Records = new WorldRecords(this, store, options.Seed);
    }

    /// <summary>What is fixed of it.</summary>
    public WorldShape Shape { get; }

    /// <summary>What a test may turn; the next request goes by it.</summary>
    public WorldSettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    /// <summary>Its records, for the test itself: no sign-in, no faults, but changes and notifications as by its own users.</summary>
    public WorldRecords Records { get; }

    /// <summary>What goes wrong next.</summary>
    public FaultPlan Faults { get; }

    /// <summary>Who is signed in.</summary>
    public Tokens Tokens { get; }

    /// <summary>What it sends by itself.</summary>
    public Notifier Notifications { get; }

    /// <summary>What it has received and done.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>
    /// What its own users do right behind a create or an update through the API, before it is answered; of a kind and an id. Null for
    /// nothing.
    /// </summary>
    public Action<string, string>? BehindWrite { get; set; }

    internal SkewedClock Clock { get; }

    internal RateLimit Limit { get; }

    /// <summary>As new: no records, no faults, no settings, no counts.</summary>
    public void Reset()
    {
        Settings = new WorldSettings();
        Faults.Clear();
        Tokens.Clear();
        Notifications.Clear();
        Records.Clear();
        Ledger.Clear();
    }
}
