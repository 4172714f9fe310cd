using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Identity.Audit;

/// <summary>The JSON of the audit log.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditHead))]
[JsonSerializable(typeof(AuditVerifyInput))]
[JsonSerializable(typeof(AuditVerified))]
[JsonSerializable(typeof(Erased))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class AuditJson : JsonSerializerContext;
