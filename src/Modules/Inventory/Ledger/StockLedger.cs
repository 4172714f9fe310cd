using Lockstep.Contracts.Inventory;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Ledger;

/// <summary>A movement as the ledger weighs it.</summary>
/// <param name="Kind">One of <see cref="MovementKinds"/>.</param>
/// <param name="Quantity">Whole units; below zero only for an adjustment.</param>
/// <param name="MovedSince">For a count: by how much the stock on hand has changed since the moment of the count.</param>
/// <param name="IsSuperseded">
/// For a count: whether the ledger holds a count of a later moment, which says more about the stock of now.
/// </param>
internal sealed record Movement(string Kind, long Quantity, long MovedSince = 0, bool IsSuperseded = false);

/// <summary>What the ledger says: the stock after the movement, or why there can be no such movement.</summary>
internal sealed record LedgerDecision(Stock? After, string? Refusal);

/// <summary>
/// Decides what a movement makes of a stock. Whatever comes in whatever order, nothing is below 0 or above <see cref="Max"/>, and
/// nothing is promised that is not there. What was counted or lost is true all the same: then less may be there than was promised before.
/// </summary>
internal static class StockLedger
{
    /// <summary>The most units on hand, and the largest quantity of one movement.</summary>
    public const long Max = 1_000_000_000_000;

    public static LedgerDecision Apply(Stock stock, Movement movement)
    {
        var after = After(stock, movement);
        return Refuse(stock, after) is { } refusal ? new LedgerDecision(null, refusal) : new LedgerDecision(after, null);
    }

    private static Stock After(Stock stock, Movement movement) => movement.Kind switch
    {
        MovementKinds.Count when movement.IsSuperseded => stock,
        MovementKinds.Count => stock with { OnHand = movement.Quantity + movement.MovedSince },
        MovementKinds.Receipt or MovementKinds.Adjustment => stock with { OnHand = stock.OnHand + movement.Quantity },
        MovementKinds.Reserve => stock with { Reserved = stock.Reserved + movement.Quantity },
        MovementKinds.Release => stock with { Reserved = stock.Reserved - movement.Quantity },
        MovementKinds.Ship => new Stock(stock.OnHand - movement.Quantity, stock.Reserved - movement.Quantity),
        _ => throw new ArgumentException($"There is no movement of kind {movement.Kind}.", nameof(movement)),
    };

    private static string? Refuse(Stock before, Stock after) => after switch
    {
        { Reserved: < 0 } => $"Only {before.Reserved} are reserved.",
        { OnHand: < 0 } => $"Leaves {after.OnHand} on hand; there are {before.OnHand}.",
        { OnHand: > Max } => $"Leaves {after.OnHand} on hand; the most is {Max}.",
        _ when after.Reserved > before.Reserved && after.Reserved > after.OnHand => $"Only {before.Available} are available.",
        _ => null,
    };
}
