using System.Text.Json.Nodes;
using Lockstep.Simulator.Records;

namespace Lockstep.Simulator.Api;

/// <summary>What is answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">JSON; empty for none.</param>
internal sealed record Answer(int Status, string Body)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static Answer Of(int status, JsonNode body) => new(status, body.ToJsonString());

    /// <summary>An error in the words of the system: one that wraps has a list of them.</summary>
    public static Answer Of(Refusal refusal, bool isWrapped)
    {
        var error = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message, ["field"] = refusal.Field };
        return Of(refusal.Status, isWrapped ? new JsonObject { ["errors"] = new JsonArray(error) } : new JsonObject { ["error"] = error });
    }
}
