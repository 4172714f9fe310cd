using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockstep.Contracts.Inventory;

/// <summary>A package for a customer, as the API answers it and as events carry it.</summary>
public sealed record Package : IRecord
{
    /// <summary>Given by Lockstep; never used again.</summary>
    public required long Id { get; init; }

    /// <summary>The customer it goes to.</summary>
    public required long CustomerId { get; init; }

    /// <summary>The customer's name when the package was made.</summary>
    public required string CustomerName { get; init; }

    /// <summary><c>welcome</c> (one for each customer, ever) or <c>parcel</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>Pending</c>, <c>Packed</c>, <c>Shipped</c>, <c>Delivered</c> or <c>Cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The values of the fields that the site gave to packages, by their names; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; init; }

    /// <summary>1 for a new package, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When the package was made, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the package last changed, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
