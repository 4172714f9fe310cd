namespace Lockstep.Sync.Flows;

/// <summary>The flows in force at one moment: whoever works with several of its answers gets them from one state of things.</summary>
internal sealed class FlowSet
{
    private readonly Dictionary<(string Source, string Kind, string Change), Flow[]> _byChange;

    /// <param name="all">Those of texts, whatever their form.</param>
    /// <param name="paused">The names of those that are paused.</param>
    /// <param name="webhooks">The webhooks, each of which is a flow.</param>
    public FlowSet(IReadOnlyList<NamedFlow> all, IReadOnlySet<string> paused, IReadOnlyList<Flow> webhooks)
    {
        (Texts, Paused, Webhooks, All) = (all, paused, webhooks, [.. all.OfType<Flow>()]);
        ByName = All.Concat(webhooks).ToDictionary(static flow => flow.Name, StringComparer.Ordinal);
        Running = All.Where(flow => !paused.Contains(flow.Name)).ToDictionary(static flow => flow.Name, StringComparer.Ordinal);
        _byChange = All.SelectMany(static flow => flow.Triggered).Where(static flow => flow.HearsEvents)
            .SelectMany(static flow => flow.On.Select(change => (Key: (flow.Source, flow.Kind, change), Flow: flow)))
            .GroupBy(static entry => entry.Key, static entry => entry.Flow)
            .ToDictionary(static group => group.Key, static group => group.ToArray());
    }

    /// <summary>Those of texts, whatever their form.</summary>
    public IReadOnlyList<NamedFlow> Texts { get; }

    /// <summary>Those that bring records one way.</summary>
    public IReadOnlyList<Flow> All { get; }

    /// <summary>The same and the webhooks, by name.</summary>
    public IReadOnlyDictionary<string, Flow> ByName { get; }

    /// <summary>Those of <see cref="All"/> that are not paused: whose deliveries go, and whose sources are polled.</summary>
    public IReadOnlyDictionary<string, Flow> Running { get; }

    /// <summary>The names of those that are paused.</summary>
    public IReadOnlySet<string> Paused { get; }

    /// <summary>The webhooks.</summary>
    public IReadOnlyList<Flow> Webhooks { get; }

    /// <summary>The flows that an event of this kind triggers; also those that are paused, whose deliveries wait.</summary>
    public IReadOnlyList<Flow> Wanting(string source, string kind, string change) =>
        _byChange.GetValueOrDefault((source, kind, change)) ?? [];
}
