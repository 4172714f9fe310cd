using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Flows;

/// <summary>What flows may name of a system.</summary>
/// <param name="Name">The system.</param>
/// <param name="Kinds">Its kinds of records, and what can be done with each.</param>
/// <param name="IsOutside">Whether it is an outside system, which publishes no events here.</param>
internal sealed record FlowSystem(string Name, IReadOnlyList<RecordKind> Kinds, bool IsOutside)
{
    public RecordKind? KindOf(string? kind) => Kinds.FirstOrDefault(one => string.Equals(one.Name, kind, StringComparison.Ordinal));
}
