namespace Lockstep.Inventory.Ledger;

/// <summary>A movement that somebody wants to enter into the ledger.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="OperationId">Unique in the ledger; the same id with the same content is a repeat.</param>
/// <param name="Kind">One of <see cref="MovementKinds"/>.</param>
/// <param name="Quantity">Whole units; below zero only for an adjustment.</param>
/// <param name="CountedAt">The moment of a count; null for now.</param>
/// <param name="Reason">For people.</param>
/// <param name="Actor">Who enters it.</param>
/// <param name="IsByHand">Whether it is nobody's but a person's or a client's own: the units of orders are none of its business.</param>
internal sealed record Posting(
    long ProductId, string OperationId, string Kind, long Quantity, DateTimeOffset? CountedAt, string? Reason, string Actor,
    bool IsByHand = false)
{
    /// <summary>Whose stock it is that ships or is given back; null for nobody's in particular.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether the ledger holds exactly this already, whoever entered it.</summary>
    public bool IsRepeatOf(StockMovement known) =>
        ProductId == known.ProductId
        && Quantity == known.Quantity
        && string.Equals(Kind, known.Kind, StringComparison.Ordinal)
        && string.Equals(Reason, known.Reason, StringComparison.Ordinal)
        && (CountedAt ?? known.RecordedAt).ToUnixTimeMilliseconds() == (known.CountedAt ?? known.RecordedAt).ToUnixTimeMilliseconds();
}
