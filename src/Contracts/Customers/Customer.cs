using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockstep.Contracts.Customers;

/// <summary>A customer as the API answers it, as events carry it and as the history keeps it.</summary>
public sealed record Customer : IRecord
{
    /// <summary>Given by Lockstep; never used again, not even after a delete.</summary>
    public required long Id { get; init; }

    /// <summary>The id of this customer in <see cref="Source"/>; at most 100 characters; unique together with it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The system that <see cref="ExternalId"/> comes from; at most 100 characters.</summary>
    public string? Source { get; init; }

    /// <summary>The company; at most 150 characters.</summary>
    public string? Organisation { get; init; }

    /// <summary>1 to 150 characters, kept exactly as given.</summary>
    public required string Name { get; init; }

    /// <summary>At most 180 characters; unique among customers when given and confirmed, ignoring case.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// True while <see cref="Email"/> is only what the customer says of itself: nothing is found by it, and others may have it too, until
    /// the customer confirms it by mail. Absent otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? EmailUnconfirmed { get; init; }

    /// <summary>At most 50 characters, kept exactly as given.</summary>
    public string? Phone { get; init; }

    /// <summary>The postal address; each part may be missing.</summary>
    public Address? Address { get; init; }

    /// <summary><c>active</c> or <c>inactive</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The values of the fields that the site gave to customers, by their names; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; init; }

    /// <summary>
    /// The customer that this one was merged into; absent otherwise. Only the last event of such a customer carries it: the customer itself
    /// is no longer there, and whoever asks for it is told the other's id.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MergedInto { get; init; }

    /// <summary>1 for a new customer, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When the customer was entered here, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the customer last changed here, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
