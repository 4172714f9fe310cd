using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Sync.Polling;

/// <summary>Up to which version a polled record was seen, on its way into the table.</summary>
internal sealed record SeenRecord(string Subject, long Version);

/// <summary>The JSON in which many of them travel to the table.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SeenRecord[]))]
internal sealed partial class SeenJson : JsonSerializerContext;
