namespace Lockstep.Contracts.Inventory;

/// <summary>The stock of all products as it is. Served in the same process or over HTTP: the caller can't tell.</summary>
public interface IStockLevels
{
    /// <summary>Some active products with their stock, by growing id.</summary>
    /// <param name="after">Skips those up to this id; 0 for the start.</param>
    /// <param name="below">Only those of which fewer units are available; the largest number for all.</param>
    /// <param name="limit">The most products, 1 to 10,000; fewer mean that these were the last.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<IReadOnlyList<StockLevel>> ReadAsync(long after, long below, int limit, CancellationToken ct);
}

/// <summary>The stock of one product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Stock">What is there, and what of it is promised.</param>
public sealed record StockLevel(long ProductId, Stock Stock);
