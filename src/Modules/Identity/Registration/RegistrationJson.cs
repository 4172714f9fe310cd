using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Identity.Registration;

/// <summary>The JSON of registrations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CodeAsked))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
