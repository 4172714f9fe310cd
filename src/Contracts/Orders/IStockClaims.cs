namespace Lockstep.Contracts.Orders;

/// <summary>
/// What other modules may ask about orders that wait for stock. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IStockClaims
{
    /// <summary>The sales for which units of a product are reserved, the newest first.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="limit">The most sales.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<IReadOnlyList<StockClaim>> ListAsync(long productId, int limit, CancellationToken ct);
}

/// <summary>What one order has reserved of a product.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Status">Its status.</param>
/// <param name="Quantity">Whole units.</param>
public sealed record StockClaim(long OrderId, string Status, long Quantity);
