using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;

namespace Lockstep.Runtime.Streams;

/// <summary>What of a module's events one stream shows: what its client wants, as far as the caller may see it.</summary>
internal sealed class EventView
{
    private readonly Dictionary<string, bool> _reachesAll;
    private readonly EventFilter _filter;

    private EventView(Dictionary<string, bool> reachesAll, EventFilter filter, long? customer) =>
        (_reachesAll, _filter, Customer) = (reachesAll, filter, customer);

    /// <summary>The customer that the caller is, whose records it sees where it does not see all.</summary>
    public long? Customer { get; }

    /// <summary>Whether it shows only what belongs to the customer.</summary>
    public bool IsOwnOnly => !_reachesAll.ContainsValue(true);

    /// <summary>The only records that it shows; null for any.</summary>
    public IReadOnlySet<(string Kind, long Id)>? Subjects => _filter.Subjects;

    /// <summary>The view of a caller; null when there is nothing in it.</summary>
    public static EventView? Of(Caller caller, IEnumerable<EventAudience> audiences, EventFilter filter)
    {
        var seen = audiences
            .Where(audience => filter.Concerns(audience.Kind) && (ReachesAll(caller, audience) || ReachesOwn(caller, audience)))
            .ToDictionary(static audience => audience.Kind, audience => ReachesAll(caller, audience), StringComparer.Ordinal);
        return seen.Count == 0 ? null : new EventView(seen, filter, caller.CustomerId);
    }

    /// <summary>Whether it shows of a kind only what belongs to the customer.</summary>
    public bool IsOwnOf(string kind) => _reachesAll.TryGetValue(kind, out var all) && !all;

    public bool Shows(StreamedEvent one) => _reachesAll.TryGetValue(one.Published.Kind, out var all) && _filter.Passes(one.Published)
        // Nobody's record and a caller who is no customer must not meet in null.
        && (all || (Customer is not null && one.Owner == Customer));

    private static bool ReachesAll(Caller caller, EventAudience audience) =>
        caller.Can(audience.Permission) || (audience.AlsoPermission is { } also && caller.Can(also));

    private static bool ReachesOwn(Caller caller, EventAudience audience) => audience.OwnPermission is { } own && caller.Can(own);
}
