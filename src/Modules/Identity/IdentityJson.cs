using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.SingleSignOn;
using Lockstep.Identity.Users;

namespace Lockstep.Identity;

/// <summary>The JSON of this module's requests and answers.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(OAuthFault))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(UserLink))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class IdentityJson : JsonSerializerContext;
