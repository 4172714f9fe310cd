using System.Text.Json.Serialization;
using Lockstep.Inventory.Ledger;

namespace Lockstep.Inventory.Products;

/// <summary>What a client may say about a product; members that it can't set (id, version …) are ignored.</summary>
internal sealed record ProductInput
{
    /// <summary>Unique ignoring case; made from the name when a new product has none.</summary>
    public string? Sku { get; init; }

    /// <summary>The id of the product in the system it came from.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary>May hold line breaks.</summary>
    public string? Description { get; init; }

    /// <summary>Required; at most four decimals.</summary>
    public decimal? Price { get; init; }

    /// <summary>Three capital letters; EUR for a new product that has none.</summary>
    public string? Currency { get; init; }

    /// <summary><c>active</c> (the default) or <c>inactive</c>.</summary>
    public string? Status { get; init; }

    /// <summary>A number is a count of this moment; the object that answers hold is ignored, so that they can be sent back.</summary>
    [JsonConverter(typeof(CountConverter))]
    public long? Stock { get; init; }

    /// <summary>Another name for <see cref="Stock"/>.</summary>
    [JsonConverter(typeof(CountConverter))]
    public long? Quantity { get; init; }

    /// <summary>The units that were counted; null when nobody counted.</summary>
    [JsonIgnore]
    public long? Count => Stock ?? Quantity;

    /// <summary>The JSON name under which the count came.</summary>
    [JsonIgnore]
    public string CountField => Stock is null ? "quantity" : "stock";
}
