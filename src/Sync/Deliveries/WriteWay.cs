using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>How a kind of record is written to its system: what the engine relies on, and what it has to do itself.</summary>
/// <param name="System">The system.</param>
/// <param name="Kind">The kind of record.</param>
internal sealed record WriteWay(ISystem System, RecordKind Kind)
{
    public static WriteWay Of(ISystem system, Flow flow) =>
        new(system, system.KindOf(flow.TargetKind) ?? new RecordKind(flow.TargetKind, Capability.None));

    /// <summary>Whether the engine makes a write by key of search, create and update, because the system has none.</summary>
    public bool IsComposed => !Kind.Has(Capability.Apply);

    /// <summary>
    /// Whether a write can go out once more without a second effect, so that nobody need be asked about one whose answer was lost.
    /// </summary>
    public bool RepeatsSafely => Kind.Has(Capability.Apply | Capability.ApplyRepeats);

    /// <summary>
    /// Whether a delivery is marked before it is sent: found marked again, it means that nobody knows what became of it. Of a write that
    /// the engine makes only the create is, by an <see cref="OpenCreate"/>: all else of it can be repeated.
    /// </summary>
    public bool IsMarked => !IsComposed && !RepeatsSafely;

    /// <summary>Whether an older write may follow a newer one.</summary>
    public bool PassesOverOlder => Kind.Has(Capability.Apply | Capability.ApplyPassesOverOlder);
}
