using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;

namespace Lockstep.Orders.Stock;

/// <summary>The JSON of what a stock task is to do.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(IReadOnlyList<StockLine>))]
internal sealed partial class StockJson : JsonSerializerContext;
