using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Identity.Sessions;

/// <summary>The JSON of sign-in and sessions.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(OAuthFault))]
[JsonSerializable(typeof(Discovery))]
internal sealed partial class SessionJson : JsonSerializerContext;
