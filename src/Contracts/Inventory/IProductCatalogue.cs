namespace Lockstep.Contracts.Inventory;

/// <summary>
/// What other modules may ask about products. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IProductCatalogue
{
    /// <summary>The products as they are now, one for each key and in their order; null where there is none.</summary>
    ValueTask<IReadOnlyList<CatalogueProduct?>> FindAsync(IReadOnlyList<ProductKey> keys, CancellationToken ct);
}

/// <summary>Names a product, by one of three.</summary>
/// <param name="Id">Its id; the other two count only without it.</param>
/// <param name="Sku">Its SKU, in any case.</param>
/// <param name="External">Its id in the system that it was imported from.</param>
public sealed record ProductKey(long? Id, string? Sku, ExternalKey? External = null);

/// <summary>A product as a seller must know it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">Price of one unit, at most four decimals.</param>
/// <param name="Currency">ISO 4217 code of the price.</param>
/// <param name="IsActive">Whether it is sold at present.</param>
public sealed record CatalogueProduct(long Id, string Sku, string Name, decimal Price, string Currency, bool IsActive);
