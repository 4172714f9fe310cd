using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Customers;

namespace Lockstep.Crm.Customers;

/// <summary>What a client may say about a customer; members that it can't set (id, version …) are ignored.</summary>
internal sealed record CustomerInput
{
    /// <summary>The id in <see cref="Source"/>; give both or neither.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The system that the external id comes from.</summary>
    public string? Source { get; init; }

    /// <summary>The company.</summary>
    public string? Organisation { get; init; }

    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary>Unique when given, ignoring case.</summary>
    public string? Email { get; init; }

    /// <summary>Any spelling.</summary>
    public string? Phone { get; init; }

    /// <summary>The postal address.</summary>
    public Address? Address { get; init; }

    /// <summary><c>active</c> (the default) or <c>inactive</c>.</summary>
    public string? Status { get; init; }
}

/// <summary>The JSON of requests about customers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CustomerInput))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class CustomerJson : JsonSerializerContext;
