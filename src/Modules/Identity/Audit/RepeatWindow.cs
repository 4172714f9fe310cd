using Lockstep.Contracts.Access;

namespace Lockstep.Identity.Audit;

/// <summary>Counts what happens again and again within one window of time.</summary>
internal sealed class RepeatWindow
{
    private readonly Lock _gate = new();
    private Dictionary<(string Actor, string Action, string Target), AuditEntry> _seen = [];

    /// <summary>Whether this is the first of its kind in the window; a later one is counted.</summary>
    public bool IsFirst(AuditEntry entry)
    {
        lock (_gate)
        {
            // Not counted: the first one gets an entry of its own.
            if (_seen.TryAdd(KeyOf(entry), entry with { Times = 0 }))
            {
                return true;
            }

            Add(entry);
            return false;
        }
    }

    /// <summary>Counts without asking whether it is the first.</summary>
    public void Count(AuditEntry entry)
    {
        lock (_gate)
        {
            Add(entry);
        }
    }

    /// <summary>Begins the next window; an entry for each kind that was counted in this one.</summary>
    public IReadOnlyList<AuditEntry> Close()
    {
        lock (_gate)
        {
            var closed = _seen;
            _seen = [];
            return [.. closed.Values.Where(entry => entry.Times > 0)];
        }
    }

    private void Add(AuditEntry entry) =>
        _seen[KeyOf(entry)] = entry with { Times = entry.Times + (_seen.TryGetValue(KeyOf(entry), out var known) ? known.Times : 0) };

    private static (string Actor, string Action, string Target) KeyOf(AuditEntry entry) => (entry.Actor, entry.Action, entry.Target);
}
