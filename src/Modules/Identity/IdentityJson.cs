using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Identity.Clients;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.SingleSignOn;
using Lockstep.Identity.Users;

namespace Lockstep.Identity;

/// <summary>The JSON of this module's requests and answers.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ClientInput))]
[JsonSerializable(typeof(NewClient))]
[JsonSerializable(typeof(KeyInput))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(OAuthFault))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(UserLink))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class IdentityJson : JsonSerializerContext;
