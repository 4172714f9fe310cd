using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Identity.Clients;

/// <summary>The JSON of API clients and their keys.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ClientInput))]
[JsonSerializable(typeof(NewClient))]
[JsonSerializable(typeof(KeyInput))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ClientJson : JsonSerializerContext;
