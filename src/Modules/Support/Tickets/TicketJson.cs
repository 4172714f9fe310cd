using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;

namespace Lockstep.Support.Tickets;

/// <summary>The JSON of what clients say about tickets.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(TicketInput))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class TicketJson : JsonSerializerContext;
