namespace Lockstep.Sync.Flows;

/// <summary>The flows in force.</summary>
internal sealed class FlowRegistry(IReadOnlyList<Flow> flows)
{
    private readonly Dictionary<(string Source, string Kind, string Change), Flow[]> _byChange = flows.Where(flow => flow.Poll is null)
        .SelectMany(flow => flow.On.Select(change => (Key: (flow.Source, flow.Kind, change), Flow: flow)))
        .GroupBy(entry => entry.Key, entry => entry.Flow)
        .ToDictionary(group => group.Key, group => group.ToArray());

    public IReadOnlyList<Flow> All { get; } = flows;

    public IReadOnlyDictionary<string, Flow> ByName { get; } = flows.ToDictionary(flow => flow.Name, StringComparer.Ordinal);

    /// <summary>The flows that an event of this kind triggers.</summary>
    public IReadOnlyList<Flow> Wanting(string source, string kind, string change) => _byChange.GetValueOrDefault((source, kind, change)) ?? [];
}
