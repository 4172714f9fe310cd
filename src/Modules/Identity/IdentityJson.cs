using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Clients;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Secrets;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.SingleSignOn;
using Lockstep.Identity.Totp;
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
[JsonSerializable(typeof(UserInput))]
[JsonSerializable(typeof(CreatedUser))]
[JsonSerializable(typeof(IssuedCode))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(ResetAsked))]
[JsonSerializable(typeof(ResetAnswer))]
[JsonSerializable(typeof(ResetConfirmed))]
[JsonSerializable(typeof(TotpSetUp))]
[JsonSerializable(typeof(TotpSecret))]
[JsonSerializable(typeof(TotpConfirmed))]
[JsonSerializable(typeof(RecoveryAnswer))]
[JsonSerializable(typeof(TotpRemoval))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditHead))]
[JsonSerializable(typeof(Erased))]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(UserLink))]
[JsonSerializable(typeof(RotateSigningKeysRequest))]
[JsonSerializable(typeof(SigningKeyList))]
[JsonSerializable(typeof(SetSecretRequest))]
[JsonSerializable(typeof(SecretView))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(SecretsRotation))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class IdentityJson : JsonSerializerContext
{
    /// <summary>For answers with names in them: letters of every script stay readable.</summary>
    public static IdentityJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    });
}
