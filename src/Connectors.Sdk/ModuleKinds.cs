using Lockstep.Contracts.Systems;

namespace Lockstep.Connectors.Sdk;

/// <summary>What can be done with the kinds of records of a module of Lockstep.</summary>
public static class ModuleKinds
{
    private const Capability Readable = Capability.Read | Capability.Changes | Capability.Existing;
    private const Capability Written = Capability.Apply | Capability.ApplyRepeats | Capability.ApplyPassesOverOlder;
    private const Capability OneByOne =
        Capability.Create | Capability.CreateOnce | Capability.Update | Capability.ConditionalWrite;

    /// <summary>The kinds of a module.</summary>
    /// <param name="reads">The kinds whose changes flows may read.</param>
    /// <param name="writes">The kinds that flows may write by natural key.</param>
    /// <param name="records">The kinds whose records flows make, change and look for one by one.</param>
    public static IReadOnlyList<RecordKind> Of(
        IReadOnlySet<string> reads, IReadOnlySet<string> writes, IReadOnlyCollection<RecordAbilities> records) =>
    [
        .. reads.Union(writes, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(kind => Of(
            kind, (reads.Contains(kind) ? Readable : Capability.None) | (writes.Contains(kind) ? Written : Capability.None),
            records.FirstOrDefault(one => string.Equals(one.Kind, kind, StringComparison.Ordinal)))),
    ];

    private static RecordKind Of(string kind, Capability can, RecordAbilities? records) => records is null
        ? new RecordKind(kind, can)
        : new RecordKind(
            kind,
            can | OneByOne | (records.CanDelete ? Capability.Delete : Capability.None)
                | (records.TellsDeletes ? Capability.Deletes : Capability.None))
        {
            SearchFields = records.SearchFields,
        };
}
