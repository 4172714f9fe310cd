using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Inventory.Products;

/// <summary>The JSON of requests about products.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ProductInput))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ProductJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static ProductJson Wire { get; } = new(JsonBodies.Wire());
}
