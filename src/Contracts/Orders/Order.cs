using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockstep.Contracts.Orders;

/// <summary>An order as the API answers it, as events carry it and as the history keeps it.</summary>
public sealed record Order : IRecord
{
    /// <summary>Given by Lockstep; never used again, not even after a delete.</summary>
    public required long Id { get; init; }

    /// <summary><c>sale</c>, or <c>return</c> for goods that come back; its amounts are then what the customer gets.</summary>
    public required string Kind { get; init; }

    /// <summary>Of a return: the sale that it takes back; null for a sale, and for a return that names none.</summary>
    public long? ReturnOf { get; init; }

    /// <summary>The id of this order in <see cref="Source"/>; at most 100 characters; unique together with it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>
    /// The system that <see cref="ExternalId"/> comes from; at most 100 characters. Without one the id is taken in all systems.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>The customer; null for a guest.</summary>
    public long? CustomerId { get; init; }

    /// <summary>The customer's name when the order was placed; null for a guest, unless an import gave one.</summary>
    public string? CustomerName { get; init; }

    /// <summary>
    /// <c>NEW</c>, <c>PROCESSING</c>, <c>SHIPPED</c>, <c>DELIVERED</c>, <c>INVOICED</c>, <c>COMPLETED</c> or <c>CANCELLED</c>.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>ISO 4217 code of all amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>1 to 2,000 lines, in the order in which they were given.</summary>
    public required IReadOnlyList<OrderItem> Items { get; init; }

    /// <summary>
    /// What is to be paid: the sum of the line totals, rounded half away from zero to the minor unit that ISO 4217 gives the currency.
    /// Of an order that came with its history, the sum as it was.
    /// </summary>
    public required decimal TotalAmount { get; init; }

    /// <summary>What the buyer calls the order, the number of a purchase order for example; at most 200 characters.</summary>
    public string? Reference { get; init; }

    /// <summary>What the ERP that took the order over calls it; at most 200 characters.</summary>
    public string? ErpReference { get; init; }

    /// <summary>
    /// How the cancel of an order stands that another system has taken over: <c>requested</c> until that system answers, <c>refused</c>
    /// when it goes on with the order, <c>confirmed</c> when it let go of it, <c>forced</c> when it was cancelled without being asked,
    /// <c>contested</c> when it goes on although the order is cancelled here. Null when there was nobody to ask.
    /// </summary>
    public string? Cancellation { get; init; }

    /// <summary>Why, as who asked, forced or answered last has put it; at most 500 characters.</summary>
    public string? CancellationNote { get; init; }

    /// <summary>
    /// How it stands that lines or units are taken out of an order that another system has taken over, in the words of
    /// <c>cancellation</c>. Null when there was nobody to ask.
    /// </summary>
    public string? Amendment { get; init; }

    /// <summary>Why, as who asked, forced or answered last has put it; at most 500 characters.</summary>
    public string? AmendmentNote { get; init; }

    /// <summary>The lines that the order is to have once that system confirms; null when nothing is asked of it.</summary>
    public IReadOnlyList<OrderItem>? AmendedItems { get; init; }

    /// <summary>When it was placed, in UTC.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>The values of the fields that the site gave to orders, by their names; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; init; }

    /// <summary>1 for a new order, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When the order was entered here, in UTC; of an imported history, when it was placed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the order last changed here, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>One line of an order: what was agreed when it was placed, whatever becomes of the product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Sku">Its SKU at that time.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Quantity">Whole units, 1 to 1,000,000.</param>
/// <param name="UnitPrice">Price of one unit, at most four decimals.</param>
/// <param name="Discount">The part of the price that is let off, 0 to 1, at most four decimals.</param>
/// <param name="LineTotal">Quantity × unit price × (1 − discount), rounded half-even to four decimals.</param>
/// <param name="ReturnLine">Of a return that names its sale: which line of that one comes back, counted from 1.</param>
public sealed record OrderItem(
    long ProductId, string Sku, string Name, long Quantity, decimal UnitPrice, decimal Discount, decimal LineTotal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReturnLine = null);
