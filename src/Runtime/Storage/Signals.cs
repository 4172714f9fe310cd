using System.Collections.Concurrent;

namespace Lockstep.Runtime.Storage;

/// <summary>
/// Wakes work on one database, by topic: in this process at once, in the other processes on the same database a moment later. Only to save
/// time: a ring may be lost, so whoever waits also looks by itself every so often.
/// </summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<string, Signal> _topics = new(StringComparer.Ordinal);

    /// <summary>Carries a ring to other processes; null where there can be none.</summary>
    internal Action<string>? Outwards { get; set; }

    /// <summary>The signal that rings for a topic; one waiter per topic and process.</summary>
    public Signal On(string topic) => _topics.GetOrAdd(topic, static _ => new Signal());

    /// <summary>Wakes who waits for the topic, in every process.</summary>
    public void Ring(string topic)
    {
        RingHere(topic);
        Outwards?.Invoke(topic);
    }

    /// <summary>Wakes who waits for the topic in this process.</summary>
    public void RingHere(string topic) => On(topic).Ring();

    /// <summary>Wakes everybody in this process, for example when rings may have been missed.</summary>
    internal void RingAllHere()
    {
        foreach (var signal in _topics.Values)
        {
            signal.Ring();
        }
    }
}
