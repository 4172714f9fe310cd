namespace Lockstep.Contracts;

/// <summary>The id of a record in another system.</summary>
/// <param name="Source">The system.</param>
/// <param name="Id">The id there.</param>
public sealed record ExternalKey(string Source, string Id);
