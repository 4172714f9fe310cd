namespace Lockstep.Inventory.Ledger;

/// <summary>A page of movements.</summary>
/// <param name="Items">The newest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record MovementPage(IReadOnlyList<StockMovement> Items, string? Next);
