using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Telemetry;

/// <summary>How many lines each kind of log entry may still write in this second, and how many it did not.</summary>
internal sealed class LineBudget(int linesPerSecond)
{
    private readonly ConcurrentDictionary<(string Part, int Event), Kind> _kinds = new();

    /// <summary>Whether one more line may be written; if not, it is counted.</summary>
    public bool TrySpend<TState>(string part, EventId eventId, TState state)
    {
        var kind = _kinds.GetOrAdd((part, eventId.Id), static (_, entry) => new Kind(Format(entry)), state);
        return Interlocked.Increment(ref kind.Seen) <= linesPerSecond;
    }

    /// <summary>Fills the budgets again and tells what was hidden.</summary>
    public IEnumerable<(string Part, string Format, int Hidden)> StartSecond()
    {
        foreach (var (key, kind) in _kinds)
        {
            var hidden = Interlocked.Exchange(ref kind.Seen, 0) - linesPerSecond;
            if (hidden > 0)
            {
                yield return (key.Part, kind.Format, hidden);
            }
        }
    }

    private static string Format<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values && values[^1].Value is string format ? format : "this";

    private sealed class Kind(string format)
    {
        public int Seen;

        public string Format { get; } = format;
    }
}
