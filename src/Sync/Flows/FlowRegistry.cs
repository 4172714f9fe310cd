using Lockstep.Runtime.UseCases;

namespace Lockstep.Sync.Flows;

/// <summary>The flows in force.</summary>
internal sealed class FlowRegistry(IReadOnlyList<Flow> flows)
{
    private readonly Dictionary<string, Flow> _ofFiles = flows.ToDictionary(flow => flow.Name, StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<string, Flow>? _all;

    private readonly Dictionary<(string Source, string Kind, string Change), Flow[]> _byChange = flows
        .Where(static flow => flow.HearsEvents)
        .SelectMany(flow => flow.On.Select(change => (Key: (flow.Source, flow.Kind, change), Flow: flow)))
        .GroupBy(entry => entry.Key, entry => entry.Flow)
        .ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Those of files.</summary>
    public IReadOnlyList<Flow> All { get; } = flows;

    /// <summary>Those of files and of webhooks.</summary>
    public IReadOnlyDictionary<string, Flow> ByName => _all ?? _ofFiles;

    /// <summary>Takes note of the webhooks that there are by now, each of which is a flow.</summary>
    public void Know(IEnumerable<Flow> webhooks) =>
        _all = _ofFiles.Values.Concat(webhooks).ToDictionary(static flow => flow.Name, StringComparer.Ordinal);

    /// <summary>A refusal when no flow of that name is in force; else null.</summary>
    public Refusal? Refuse(string name) => ByName.ContainsKey(name)
        ? null
        : new(RefusalCode.NotFound, $"There is no flow {name} in force; there are {string.Join(", ", ByName.Keys)}.");

    /// <summary>The flows that an event of this kind triggers.</summary>
    public IReadOnlyList<Flow> Wanting(string source, string kind, string change) => _byChange.GetValueOrDefault((source, kind, change)) ?? [];
}
