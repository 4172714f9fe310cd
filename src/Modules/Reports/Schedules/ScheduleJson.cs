using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Reports.Schedules;

/// <summary>The JSON of schedules.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ScheduleInput))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(ScheduleDetails))]
internal sealed partial class ScheduleJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static ScheduleJson Wire { get; } = new(JsonBodies.Wire());
}
