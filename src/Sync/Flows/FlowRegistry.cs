using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;

namespace Lockstep.Sync.Flows;

/// <summary>The flows in force.</summary>
internal sealed class FlowRegistry
{
    private readonly Dictionary<(string Source, string Kind, string Change), Flow[]> _byChange;

    /// <exception cref="StartupException">A flow names a system or a kind of record that does not exist.</exception>
    public FlowRegistry(IReadOnlyList<Flow> flows, IEnumerable<IConnector> connectors)
    {
        All = flows;
        ByName = flows.ToDictionary(flow => flow.Name, StringComparer.Ordinal);
        var systems = connectors.ToDictionary(connector => connector.System, StringComparer.Ordinal);
        foreach (var flow in flows)
        {
            Check(flow, systems);
        }

        _byChange = flows.Where(flow => flow.Poll is null)
            .SelectMany(flow => flow.On.Select(change => (Key: (flow.Source, flow.Kind, change), Flow: flow)))
            .GroupBy(entry => entry.Key, entry => entry.Flow)
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    public IReadOnlyList<Flow> All { get; }

    public IReadOnlyDictionary<string, Flow> ByName { get; }

    /// <summary>The flows that an event of this kind triggers.</summary>
    public IReadOnlyList<Flow> Wanting(string source, string kind, string change) => _byChange.GetValueOrDefault((source, kind, change)) ?? [];

    private static void Check(Flow flow, Dictionary<string, IConnector> systems)
    {
        var known = string.Join(", ", systems.Keys);
        if (!systems.TryGetValue(flow.Source, out var source))
        {
            throw new StartupException($"Flow {flow.Name}: there is no system {flow.Source}; there are {known}.");
        }

        if (!source.CanRead(flow.Kind))
        {
            throw new StartupException($"Flow {flow.Name}: {flow.Source} has no {flow.Kind} to read.");
        }

        if (!systems.TryGetValue(flow.Target, out var target))
        {
            throw new StartupException($"Flow {flow.Name}: there is no system {flow.Target}; there are {known}.");
        }

        if (!target.CanWrite(flow.TargetKind))
        {
            throw new StartupException($"Flow {flow.Name}: {flow.Target} takes no {flow.TargetKind} from flows.");
        }
    }
}
