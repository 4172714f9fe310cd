using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockstep.Contracts.Inventory;

/// <summary>A product with its stock, as the API answers it and as events carry it.</summary>
public sealed record Product : IRecord
{
    /// <summary>Given by Lockstep; never used again.</summary>
    public required long Id { get; init; }

    /// <summary>Stock keeping unit: 1 to 64 characters, unique ignoring case; made from the name when none is given.</summary>
    public required string Sku { get; init; }

    /// <summary>The id of this product in <see cref="Source"/>; at most 100 characters; unique together with it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>
    /// The system that <see cref="ExternalId"/> comes from; at most 100 characters. Without one the id is taken in all systems.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>At most 4,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Price of one unit, 0 to 99,999,999,999, at most four decimals.</summary>
    public required decimal Price { get; init; }

    /// <summary>ISO 4217 code of three capital letters.</summary>
    public required string Currency { get; init; }

    /// <summary>The stock that the ledger adds up to.</summary>
    public required Stock Stock { get; init; }

    /// <summary><c>active</c> or <c>inactive</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The values of the fields that the site gave to products, by their names; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; init; }

    /// <summary>
    /// 1 for a new product, one more with each change; also the ETag, with the units on hand behind it. Stock movements do not count.
    /// </summary>
    public required long Version { get; init; }

    /// <summary>When the product was entered here, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the product last changed here, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
