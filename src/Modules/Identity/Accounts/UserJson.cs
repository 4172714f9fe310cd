using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;

namespace Lockstep.Identity.Accounts;

/// <summary>The JSON of users.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(UserInput))]
[JsonSerializable(typeof(CreatedUser))]
[JsonSerializable(typeof(IssuedCode))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(ErasedUser))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class UserJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static UserJson Wire { get; } = new(JsonBodies.Wire(JsonIgnoreCondition.WhenWritingNull));
}
