using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Identity.Totp;

/// <summary>The JSON of second factors.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(TotpSetUp))]
[JsonSerializable(typeof(TotpSecret))]
[JsonSerializable(typeof(TotpConfirmed))]
[JsonSerializable(typeof(RecoveryAnswer))]
[JsonSerializable(typeof(TotpRemoval))]
internal sealed partial class TotpJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static TotpJson Wire { get; } = new(JsonBodies.Wire(JsonIgnoreCondition.WhenWritingNull));
}
