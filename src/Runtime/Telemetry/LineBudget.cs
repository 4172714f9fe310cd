using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Telemetry;

/// <summary>How many lines each kind of log entry may still write in this second, and how many it did not.</summary>
internal sealed class LineBudget(int linesPerSecond)
{
    private readonly ConcurrentDictionary<(string Part, int Event), Kind> _kinds = new();

    /// <summary>Whether one more line may be written; if not, it is counted.</summary>
    public bool TrySpend<TState>(string part, EventId eventId, TState state, Func<TState, Exception?, string> formatter)
    {
        var kind = _kinds.GetOrAdd((part, eventId.Id), static _ => new Kind());
        var seen = Interlocked.Increment(ref kind.Seen);
        if (seen == linesPerSecond + 1)
        {
            kind.Example = formatter(state, null);
        }

        return seen <= linesPerSecond;
    }

    /// <summary>Fills the budgets again and tells what was hidden.</summary>
    public IEnumerable<(string Part, string Example, int Hidden)> StartSecond()
    {
        foreach (var (key, kind) in _kinds)
        {
            var hidden = Interlocked.Exchange(ref kind.Seen, 0) - linesPerSecond;
            if (hidden > 0)
            {
                yield return (key.Part, kind.Example, hidden);
            }
        }
    }

    private sealed class Kind
    {
        public int Seen;

        /// <summary>The first entry of the second that was not written.</summary>
        public volatile string Example = "this";
    }
}
