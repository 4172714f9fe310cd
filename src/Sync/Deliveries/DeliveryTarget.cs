using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>A system to which deliveries go, and how.</summary>
/// <param name="System">The system.</param>
/// <param name="FlowsNow">Gives the flows in force whose deliveries may go, by name.</param>
/// <param name="Parts">Into how many parts its deliveries are divided.</param>
/// <param name="Options">How many at once, and when it is left alone.</param>
internal sealed record DeliveryTarget(
    ISystem System, Func<IReadOnlyDictionary<string, Flow>> FlowsNow, Parts Parts, DispatchOptions Options)
{
    /// <summary>What else is noted down of attempts, in their commit and in the order in which they ended; null when nothing is.</summary>
    public Func<ITransaction, IReadOnlyList<Ended>, DateTimeOffset, ValueTask>? Note { get; init; }

    /// <summary>
    /// Brings a delivery where that is more than a write: it can be repeated in any order, and is not prepared. Gives how it went, or why
    /// there was nothing to do, or nothing when it has to go once more. Null where the system is written.
    /// </summary>
    public Func<Delivery, Lease, CancellationToken, Task<(ApplyResult? Result, string? SkipReason)>>? Look { get; init; }

    /// <summary>The flows whose deliveries may go now, by name: not those that are paused, or gone.</summary>
    public IReadOnlyDictionary<string, Flow> Flows => FlowsNow();

    /// <summary>How what a flow brings is written here.</summary>
    public WriteWay WayOf(Flow flow) => WriteWay.Of(System, flow);

    /// <summary>Whether everything that may go here, by whatever flow, can go out once more.</summary>
    public bool RepeatsSafely => Look is not null || System.Kinds.Where(static kind => kind.CanBeWritten)
        .All(kind => new WriteWay(System, kind).RepeatsSafely);

    public string Name => System.Name;
}
