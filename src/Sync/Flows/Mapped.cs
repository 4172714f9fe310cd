using System.Text.Json.Nodes;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Flows;

/// <summary>What came of the mapping of a record: fields, or a fault, or links that must be there first.</summary>
/// <param name="Fields">The target's fields; null when there is something else.</param>
/// <param name="Fault">Why the mapping does not fit the record, with place and position.</param>
/// <param name="Wanted">Links that nobody has looked for yet: look for them, and map once more.</param>
/// <param name="Missing">Links that are not there yet: the records that they lead to must arrive first.</param>
internal sealed record Mapped(JsonObject? Fields, string? Fault, IReadOnlyList<LinkName> Wanted, IReadOnlyList<LinkName> Missing)
{
    public static Mapped Failed(string fault) => new(null, fault, [], []);
}
