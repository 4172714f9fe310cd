using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;

namespace Lockstep.Orders.Lifecycle;

/// <summary>The JSON of requests about the state of an order.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(SetOrderStatus.Request))]
[JsonSerializable(typeof(CancelInput))]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
