using Lockstep.Contracts.Fields;

namespace Lockstep.Runtime.Records;

/// <summary>The fields of a kind of record.</summary>
/// <param name="Items">They, by name.</param>
public sealed record CustomFieldList(IReadOnlyList<CustomFieldDefinition> Items);
