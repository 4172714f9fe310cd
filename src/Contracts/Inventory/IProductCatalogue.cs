namespace Lockstep.Contracts.Inventory;

/// <summary>
/// What other modules may ask about products. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IProductCatalogue
{
    /// <summary>The products as they are now, one for each key and in their order; null where there is none.</summary>
    ValueTask<IReadOnlyList<CatalogueProduct?>> FindAsync(IReadOnlyList<ProductKey> keys, CancellationToken ct);
}

/// <summary>Names a product.</summary>
/// <param name="Id">Its id; null when it is named by its SKU.</param>
/// <param name="Sku">Its SKU, in any case; counts only without an id.</param>
public sealed record ProductKey(long? Id, string? Sku);

/// <summary>A product as a seller must know it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">Price of one unit, at most four decimals.</param>
/// <param name="Currency">ISO 4217 code of the price.</param>
/// <param name="IsActive">Whether it is sold at present.</param>
public sealed record CatalogueProduct(long Id, string Sku, string Name, decimal Price, string Currency, bool IsActive);
