namespace Lockstep.Contracts.Inventory;

/// <summary>
/// Stock that is promised to what another module keeps, an order for example: two databases, one promise. Each call is one commit and
/// safe to repeat under its operation id. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IStockReservations
{
    /// <summary>
    /// Reserves all lines or none. The reservation stays <em>open</em> until its owner says whether it is kept: it never expires by the
    /// clock alone.
    /// </summary>
    Task<ReserveAnswer> ReserveAsync(StockOperation operation, CancellationToken ct);

    /// <summary>Moves stock that is reserved or comes back, each line by itself: one that can't be done keeps no other waiting.</summary>
    /// <returns>What the stock does not allow; null when all is done, by this call or by an earlier one.</returns>
    Task<UndoneStep?> SettleAsync(StockOperation operation, StockStep step, CancellationToken ct);

    /// <summary>Ids of operations that reserved before an instant and are still open, oldest first.</summary>
    Task<IReadOnlyList<string>> ListOpenAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Says that the owners of reservations stand; they are no longer open.</summary>
    Task KeepAsync(IReadOnlyList<string> operationIds, CancellationToken ct);

    /// <summary>Takes an open reservation back. Call it only when its owner can't come to be any more.</summary>
    Task ReleaseAsync(string operationId, CancellationToken ct);
}

/// <summary>Work on the stock of some products.</summary>
/// <param name="Id">
/// Unique for ever, at most 150 characters, and no prefix of another one; the same id always stands for the same lines, or for what is left
/// of them.
/// </param>
/// <param name="Lines">Each product once.</param>
/// <param name="Reason">For people, in the ledger.</param>
/// <param name="Actor">Who wants it, for example <c>user:1</c>.</param>
public sealed record StockOperation(string Id, IReadOnlyList<StockLine> Lines, string Reason, string Actor)
{
    /// <summary>
    /// Whose stock ships or is given back, for example <c>order 17</c>: never more than was reserved under <see cref="Under"/> and has not
    /// left yet, however much of the product others hold. Null when nobody keeps account of that.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>The operations under which the owner's stock was reserved.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];
}

/// <summary>Whole units of one product, at least one.</summary>
public sealed record StockLine(long ProductId, long Quantity);

/// <summary>What becomes of stock in the end.</summary>
public enum StockStep
{
    /// <summary>What was reserved leaves the warehouse.</summary>
    Ship,

    /// <summary>What was reserved may be promised again.</summary>
    Release,

    /// <summary>Goods come back into the warehouse.</summary>
    TakeIn,
}

/// <summary>Lines of a step that could not be done; the others are.</summary>
/// <param name="Lines">These lines.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="IsFinal">Whether no later try can do them either: their products are gone.</param>
public sealed record UndoneStep(IReadOnlyList<StockLine> Lines, string Reason, bool IsFinal);

/// <summary>What Inventory says to a reservation.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Shortages">Product by product what is in the way; empty unless it was refused.</param>
public sealed record ReserveAnswer(ReserveOutcome Outcome, IReadOnlyList<Shortage> Shortages);

/// <summary>A product of which there is not enough.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Reason">One sentence for a person.</param>
public sealed record Shortage(long ProductId, string Reason);

/// <summary>How a reservation ended.</summary>
public enum ReserveOutcome
{
    /// <summary>All lines are reserved under this id, by this call or by an earlier one.</summary>
    Reserved,

    /// <summary>Nothing is reserved: at least one product has too little.</summary>
    Refused,

    /// <summary>The id was used for a reservation that was taken back; a new try needs a new id.</summary>
    Spent,
}
