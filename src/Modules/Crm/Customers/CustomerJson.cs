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
