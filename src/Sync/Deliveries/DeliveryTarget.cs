using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>A system to which deliveries go, and how.</summary>
/// <param name="System">The system.</param>
/// <param name="Flows">The flows that go there, by name.</param>
/// <param name="Parts">Into how many parts its deliveries are divided.</param>
/// <param name="Options">How many at once, and when it is left alone.</param>
internal sealed record DeliveryTarget(ISystem System, IReadOnlyDictionary<string, Flow> Flows, Parts Parts, DispatchOptions Options)
{
    /// <summary>What else is noted down of attempts, in their commit and in the order in which they ended; null when nothing is.</summary>
    public Func<ITransaction, IReadOnlyList<Ended>, DateTimeOffset, ValueTask>? Note { get; init; }

    /// <summary>
    /// Brings a delivery where that is more than a write: it can be repeated in any order, and is not prepared. Gives how it went, or why
    /// there
    /// was nothing to do. Null where the system is written.
    /// </summary>
    public Func<Delivery, Lease, CancellationToken, Task<(ApplyResult? Result, string? SkipReason)>>? Look { get; init; }

    /// <summary>How what a flow brings is written here.</summary>
    public WriteWay WayOf(Flow flow) => WriteWay.Of(System, flow);

    /// <summary>Whether everything that goes here can go out once more.</summary>
    public bool RepeatsSafely => Look is not null || Flows.Values.Where(flow => string.Equals(flow.Target, Name, StringComparison.Ordinal))
        .All(flow => WayOf(flow).RepeatsSafely);

    public string Name => System.Name;
}
