using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;

namespace Lockstep.Inventory.Ledger;

/// <summary>A product of which less is there than is reserved.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Name">Its name.</param>
/// <param name="Stock">Its stock, with the shortage.</param>
/// <param name="Orders">The orders that can't be served whole, the newest first; units reserved by hand are no order's.</param>
internal sealed record ShortProduct(long ProductId, string Sku, string Name, Stock Stock, IReadOnlyList<StockClaim> Orders);

/// <summary>A page of them.</summary>
/// <param name="Items">By the ids of the products.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record ShortagePage(IReadOnlyList<ShortProduct> Items, string? Next);
