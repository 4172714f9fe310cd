using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Reports.Editions;

/// <summary>The JSON of rebuilds.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(RebuildView))]
internal sealed partial class RebuildJson : JsonSerializerContext
{
    public static RebuildJson Wire { get; } = new(JsonBodies.Wire());
}
