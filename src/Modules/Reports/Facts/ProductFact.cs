namespace Lockstep.Reports.Facts;

/// <summary>What reports know of a product.</summary>
/// <param name="Id">The product.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsGone">Whether it was deleted; what it was called stays unknown then.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>active</c> or <c>inactive</c>.</param>
internal sealed record ProductFact(long Id, long Version, bool IsGone, string Sku, string Name, string Status);
