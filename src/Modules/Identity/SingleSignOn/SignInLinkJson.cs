using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>The JSON of links to an outside provider.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(UserLink))]
internal sealed partial class SignInLinkJson : JsonSerializerContext;
