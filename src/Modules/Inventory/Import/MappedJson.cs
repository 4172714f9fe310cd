using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;

namespace Lockstep.Inventory.Import;

/// <summary>The JSON of what flows map that no client sends.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(CountInput))]
internal sealed partial class MappedJson : JsonSerializerContext;
