using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Inventory.Packages;

/// <summary>The JSON of requests about packages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(PackageInput))]
[JsonSerializable(typeof(PackageChange))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class PackageJson : JsonSerializerContext
{
    /// <summary>What a request under an Idempotency-Key is known again by.</summary>
    public static PackageJson Wire { get; } = new(JsonBodies.Wire());
}
