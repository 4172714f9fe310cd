using Lockstep.Contracts.Inventory;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Ledger;

/// <summary>
/// The one writer of stock: movements of people, counts of files and flows, and reservations of orders all enter the ledger here. Nothing
/// else
/// moves the stock of a product.
/// </summary>
internal static class StockWriter
{
    /// <summary>Enters a movement under a new operation id and moves the product's stock; when it is refused, nothing is written.</summary>
    public static async ValueTask<(StockMovement? Movement, string? Refusal)> PostAsync(
        ITransaction transaction, Stock stock, Posting posting, DateTimeOffset now)
    {
        // A count of now speaks of the stock as it is, even when the clock has just been set back.
        var (moved, isCounted) = posting.CountedAt is { } moment
            ? await MovementTable.SinceAsync(transaction, posting.ProductId, moment, now)
            : default;
        var (after, refusal) = StockLedger.Apply(stock, new Movement(posting.Kind, posting.Quantity, moved, isCounted));
        refusal ??= posting is { IsByHand: true, Kind: MovementKinds.Release or MovementKinds.Ship }
            ? await RefuseOrdersAsync(transaction, stock, posting)
            : null;
        if (after is null || refusal is not null)
        {
            return (null, refusal);
        }

        var movement = new StockMovement
        {
            Id = 0,
            ProductId = posting.ProductId,
            OperationId = posting.OperationId,
            Kind = posting.Kind,
            Quantity = posting.Quantity,
            CountedAt = posting.Kind is MovementKinds.Count ? posting.CountedAt ?? now : null,
            RecordedAt = now,
            Reason = posting.Reason,
            Actor = posting.Actor,
            OnHandChange = after.OnHand - stock.OnHand,
            ReservedChange = after.Reserved - stock.Reserved,
            Stock = after,
        };
        return (await MovementTable.InsertAsync(transaction, movement, posting.Owner, posting.IsByHand), null);
    }

    /// <summary>What orders have reserved, they alone ship and give back.</summary>
    private static async ValueTask<string?> RefuseOrdersAsync(ITransaction transaction, Stock stock, Posting posting)
    {
        var byHand = await MovementTable.ReservedByHandAsync(transaction, posting.ProductId);
        return byHand >= posting.Quantity
            ? null
            : $"Only {byHand} are reserved by hand; the other {stock.Reserved - byHand} are those of orders, "
                + "which ship them or, cancelled or made fewer, give them back.";
    }

    /// <summary>Names the field that the stock does not allow.</summary>
    public static Refusal Conflict(string field, string refusal) =>
        new(RefusalCode.Conflict, $"The stock does not allow this. {refusal}", field, refusal);
}
