using Lockstep.Contracts;
using Lockstep.Runtime;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Sync.Flows;

/// <summary>The flows in force in this process, as they come, change and go.</summary>
internal sealed class FlowRegistry(IReadOnlyList<Flow> flows)
{
    private readonly Lock _gate = new();
    private readonly List<Signal> _listeners = [];
    private volatile FlowSet _now = new(flows, new HashSet<string>(StringComparer.Ordinal), []);

    /// <summary>As they are now, all from one moment.</summary>
    public FlowSet Now => _now;

    /// <summary>Those of texts that bring records one way.</summary>
    public IReadOnlyList<Flow> All => _now.All;

    /// <summary>The same and the webhooks, by name.</summary>
    public IReadOnlyDictionary<string, Flow> ByName => _now.ByName;

    /// <summary>A refusal when no flow of that name is in force; else null.</summary>
    public Refusal? Refuse(string name) => ByName.ContainsKey(name)
        ? null
        : new(RefusalCode.NotFound, $"There is no flow {name} in force; {Nearest.Hint(name, [.. ByName.Keys])}");

    /// <summary>A signal of its own for one who must do something when they change.</summary>
    public Signal Listen()
    {
        var signal = new Signal();
        lock (_gate)
        {
            _listeners.Add(signal);
        }

        return signal;
    }

    /// <summary>Takes note of the webhooks that there are by now, each of which is a flow.</summary>
    public void Know(IEnumerable<Flow> webhooks)
    {
        lock (_gate)
        {
            _now = new FlowSet(_now.Texts, _now.Paused, [.. webhooks]);
        }
    }

    /// <summary>Puts others in force, and tells who listens.</summary>
    /// <param name="all">Those of texts.</param>
    /// <param name="paused">The names of those that are paused.</param>
    public FlowSet Replace(IReadOnlyList<NamedFlow> all, IReadOnlySet<string> paused)
    {
        lock (_gate)
        {
            _now = new FlowSet(all, paused, _now.Webhooks);
            _listeners.ForEach(static listener => listener.Ring());
            return _now;
        }
    }
}
