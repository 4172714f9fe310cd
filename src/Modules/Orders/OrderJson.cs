using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Orders;

/// <summary>The JSON of requests about orders.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OrderInput))]
[JsonSerializable(typeof(SetOrderStatus.Request))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OrderJson : JsonSerializerContext;
