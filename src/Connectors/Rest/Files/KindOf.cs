using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>Tells the engine what can be done with a kind.</summary>
internal static class KindOf
{
    public static RecordKind Settings(RestKind kind)
    {
        var can = Capability.None;
        can |= If(kind.Read is not null, Capability.Read);

        // What seems gone is read once more before it counts, so the question alone is worth nothing.
        can |= If(kind is { Read: not null, Existing: not null }, Capability.Existing);
        can |= If(kind.Changes is not null, Capability.Changes);
        can |= If(kind.Changes is { Entries.Deleted: not null }, Capability.Deletes);
        can |= If(kind.Create is not null, Capability.Create);
        can |= If(kind.Update is not null, Capability.Update);
        can |= If(kind.Delete is not null, Capability.Delete);
        can |= If(kind is { Create: not null, Once: not null }, Capability.CreateOnce);
        can |= If(kind.Conditional is not null, Capability.ConditionalWrite);
        var told = new RecordKind(kind.Name, can)
        {
            SearchFields = kind.Search.Keys.ToHashSet(StringComparer.Ordinal), KeysKeptFor = kind.Once?.KeptFor,
        };
        return kind.SettlesWithin is { } time ? told with { SettlesWithin = time } : told;
    }

    private static Capability If(bool holds, Capability can) => holds ? can : Capability.None;
}
