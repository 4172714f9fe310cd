using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Flows;

/// <summary>What flows may name of a system.</summary>
/// <param name="Name">The system.</param>
/// <param name="Kinds">Its kinds of records, and what can be done with each.</param>
/// <param name="IsOutside">Whether it is an outside system, which publishes no events here.</param>
internal sealed record FlowSystem(string Name, IReadOnlyList<RecordKind> Kinds, bool IsOutside)
{
    /// <summary>The names of the kinds of each system.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> KindsOf(IEnumerable<FlowSystem> systems) =>
        systems.DistinctBy(static one => one.Name, StringComparer.Ordinal).ToDictionary(
            static one => one.Name, IReadOnlyList<string> (one) => [.. one.Kinds.Select(static kind => kind.Name)], StringComparer.Ordinal);

    public RecordKind? KindOf(string? kind) => Kinds.FirstOrDefault(one => string.Equals(one.Name, kind, StringComparison.Ordinal));
}
