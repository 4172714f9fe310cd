using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Sync.Versions;

/// <summary>The JSON of tables in the database.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class VersionJson : JsonSerializerContext;
