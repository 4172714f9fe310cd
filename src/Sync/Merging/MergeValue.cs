using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>A value as it is on both sides, and as both had it when they last agreed.</summary>
internal readonly record struct MergeValue(JsonNode? Left, JsonNode? Right, JsonNode? LeftBase, JsonNode? RightBase)
{
    /// <summary>The same on both sides from now on.</summary>
    public static MergeValue All(JsonNode? value) => new(value, value, value, value);
}
