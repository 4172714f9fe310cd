using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Sync.Deliveries;

/// <summary>A link that is looked for.</summary>
internal sealed record LinkRow(string Flow, string Subject);

/// <summary>A link that a delivery waits for.</summary>
internal sealed record WantedLink(long Id, string Flow, string Subject);

/// <summary>Links that can't be looked for.</summary>
internal sealed class LinkException(string message) : Exception(message);

/// <summary>The JSON of links that are looked for.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LinkRow[]))]
[JsonSerializable(typeof(WantedLink[]))]
internal sealed partial class LinkJson : JsonSerializerContext;
