using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Identity.Keys;

/// <summary>The JSON of keys that sign.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(RotateSigningKeysRequest))]
[JsonSerializable(typeof(SigningKeyList))]
internal sealed partial class KeyJson : JsonSerializerContext;
