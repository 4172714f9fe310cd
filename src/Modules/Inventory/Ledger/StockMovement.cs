using Lockstep.Contracts.Inventory;

namespace Lockstep.Inventory.Ledger;

/// <summary>One row of the ledger, as the API answers it; never changes.</summary>
internal sealed record StockMovement
{
    /// <summary>Given by Lockstep, in the order of the ledger.</summary>
    public required long Id { get; init; }

    /// <summary>The product, which may have been deleted since.</summary>
    public required long ProductId { get; init; }

    /// <summary>The sender's id; what makes a repeat harmless.</summary>
    public required string OperationId { get; init; }

    /// <summary>One of <see cref="MovementKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>As it was sent.</summary>
    public required long Quantity { get; init; }

    /// <summary>The moment that a count speaks of; null for other kinds.</summary>
    public DateTimeOffset? CountedAt { get; init; }

    /// <summary>When it entered the ledger, in UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>As it was sent.</summary>
    public string? Reason { get; init; }

    /// <summary>Who entered it.</summary>
    public required string Actor { get; init; }

    /// <summary>By how much it changed the units on hand; 0 for a count that came after a count of a later moment.</summary>
    public required long OnHandChange { get; init; }

    /// <summary>By how much it changed the reserved units.</summary>
    public required long ReservedChange { get; init; }

    /// <summary>The stock right after it.</summary>
    public required Stock Stock { get; init; }
}
