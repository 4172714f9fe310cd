namespace Lockstep.Contracts.Inventory;

/// <summary>Enters products that another module needs, those of imported orders for example.</summary>
public interface IProductIntake
{
    /// <summary>
    /// The products with these SKUs, one for each and in their order; those that are not there are made, in one commit. Safe to repeat.
    /// </summary>
    /// <param name="wanted">What a product is made of where there is none; each must be valid.</param>
    /// <param name="actor">Goes into the histories, for example <c>user:1</c>.</param>
    /// <param name="ct">Stops it before the commit.</param>
    /// <exception cref="ArgumentException">One of them is not valid.</exception>
    Task<IReadOnlyList<CatalogueProduct>> EnsureAsync(IReadOnlyList<NewProduct> wanted, string actor, CancellationToken ct);
}

/// <summary>A product that may have to be made.</summary>
/// <param name="Sku">Its SKU; in any case it is the same one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">Price of one unit, at most four decimals.</param>
/// <param name="Currency">ISO 4217 code of the price.</param>
public sealed record NewProduct(string Sku, string Name, decimal Price, string Currency);
