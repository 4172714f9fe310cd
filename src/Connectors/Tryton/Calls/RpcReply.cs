using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Tryton.Calls;

/// <summary>What a method answered.</summary>
/// <param name="Result">Its result, which may be null when all went well.</param>
/// <param name="Failure">Why there is none; null when all went well.</param>
internal readonly record struct RpcReply(JsonNode? Result, Failure? Failure)
{
    /// <summary>When the answer was written, by the server's clock, to the second.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The rows of a list; empty when it is none.</summary>
    public IEnumerable<JsonObject> Rows => (Result as JsonArray)?.OfType<JsonObject>() ?? [];
}
