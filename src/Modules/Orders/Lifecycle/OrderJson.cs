using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Orders.Records;

namespace Lockstep.Orders.Lifecycle;

/// <summary>The JSON of requests about orders.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OrderInput))]
[JsonSerializable(typeof(SetOrderStatus.Request))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OrderJson : JsonSerializerContext;
