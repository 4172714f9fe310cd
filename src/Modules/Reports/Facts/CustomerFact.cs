namespace Lockstep.Reports.Facts;

/// <summary>What reports know of a customer: nothing that is personal.</summary>
/// <param name="Id">The customer.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsGone">Whether it was deleted.</param>
/// <param name="Country">As it is written; empty when nobody said.</param>
/// <param name="CreatedAt">In milliseconds since 1970.</param>
internal sealed record CustomerFact(long Id, long Version, bool IsGone, string Country, long CreatedAt);
