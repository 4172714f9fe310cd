using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;

namespace Lockstep.Orders;

/// <summary>The JSON of this module's requests, and of its notes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OrderInput))]
[JsonSerializable(typeof(SetOrderStatus.Request))]
[JsonSerializable(typeof(IReadOnlyList<StockLine>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OrdersJson : JsonSerializerContext;
