using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Identity.Mail;

/// <summary>The JSON of codes that are asked for by mail.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ResetAsked))]
[JsonSerializable(typeof(ResetAnswer))]
internal sealed partial class MailJson : JsonSerializerContext;
