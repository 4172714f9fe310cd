using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Inventory.Products;

/// <summary>The JSON of requests about products.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ProductInput))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ProductJson : JsonSerializerContext
{
    /// <summary>What a request under an Idempotency-Key is known again by.</summary>
    public static ProductJson Wire { get; } = new(JsonBodies.Wire());
}
