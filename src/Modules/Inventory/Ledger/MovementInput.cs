using System.Text.Json.Serialization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Ledger;

/// <summary>What a client sends to enter a movement.</summary>
internal sealed record MovementInput
{
    private const int OperationIdMax = 200;
    private const int ReasonMax = 300;

    /// <summary>Required; the client's own id of this movement, for example <c>order:42:reserve</c>.</summary>
    public string? OperationId { get; init; }

    /// <summary>Required; one of count, receipt, adjustment, reserve, release, ship, in any case.</summary>
    public string? Kind { get; init; }

    /// <summary>Required.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Quantity { get; init; }

    /// <summary>For a count: its moment, not in the future; now when left out.</summary>
    public DateTimeOffset? CountedAt { get; init; }

    /// <summary>For people.</summary>
    public string? Reason { get; init; }

    /// <summary>The posting, or what is wrong with the input.</summary>
    public (Posting? Posting, Refusal? Refusal) ToPosting(long productId, string actor, DateTimeOffset now)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "operationId", OperationId, OperationIdMax);
        TextRules.Check(errors, "reason", Reason, ReasonMax, breaks: true);
        var kind = Array.Find(MovementKinds.All, known => string.Equals(known, Kind, StringComparison.OrdinalIgnoreCase));
        if (kind is null)
        {
            errors.Add("kind", $"Must be one of {string.Join(", ", MovementKinds.All)}.");
        }

        CheckQuantity(errors, kind);
        CheckCountedAt(errors, kind, now);
        return errors.ToRefusal() is { } refusal
            ? (null, refusal)
            : (new Posting(productId, OperationId!, kind!, Quantity!.Value, CountedAt, Reason, actor, IsByHand: true), null);
    }

    private void CheckQuantity(Errors errors, string? kind)
    {
        var (min, isZeroFine) = kind switch
        {
            MovementKinds.Count => (0, true),
            MovementKinds.Adjustment => (-StockLedger.Max, false),
            _ => (1, false),
        };
        if (Quantity is not { } quantity || quantity < min || quantity > StockLedger.Max || (quantity == 0 && !isZeroFine))
        {
            errors.Add("quantity", $"Must be a whole number from {min} to {StockLedger.Max}{(min < 0 ? ", but not 0" : "")}.");
        }
    }

    private void CheckCountedAt(Errors errors, string? kind, DateTimeOffset now)
    {
        if (CountedAt is null)
        {
            return;
        }

        if (kind is not (null or MovementKinds.Count))
        {
            errors.Add("countedAt", "Goes with the kind count only.");
        }
        else if (Moments.IsFuture(CountedAt, now))
        {
            errors.Add("countedAt", Moments.Future);
        }
    }
}
