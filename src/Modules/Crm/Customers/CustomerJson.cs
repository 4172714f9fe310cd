using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockstep.Crm.Customers;

/// <summary>The JSON of requests about customers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CustomerInput))]
[JsonSerializable(typeof(EmailProof))]
[JsonSerializable(typeof(EmailAsked))]
[JsonSerializable(typeof(ErasedCustomer))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class CustomerJson : JsonSerializerContext;

/// <summary>What was erased of a customer.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Versions">Versions in the customer's own history.</param>
/// <param name="Records">Of other modules, by what they are: orders, packages, deliveries.</param>
/// <param name="Proof">Where the audit log says so.</param>
internal sealed record ErasedCustomer(long Customer, long Versions, IReadOnlyDictionary<string, long> Records, string Proof)
{
    /// <summary>Those who had been merged into the customer, and are erased with it.</summary>
    public IReadOnlyList<long> Merged { get; init; } = [];
}
