using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Identity.Secrets;

/// <summary>The JSON of secrets.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(SetSecretRequest))]
[JsonSerializable(typeof(SecretView))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(SecretsRotation))]
internal sealed partial class SecretJson : JsonSerializerContext;
