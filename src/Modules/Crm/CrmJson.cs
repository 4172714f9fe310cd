using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Crm.Customers;

namespace Lockstep.Crm;

/// <summary>The JSON of this module's requests.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CustomerInput))]
[JsonSerializable(typeof(IReadOnlyCollection<string>))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class CrmJson : JsonSerializerContext;
