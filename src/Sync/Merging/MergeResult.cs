using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>What is to be done about a record.</summary>
/// <param name="ToLeft">The fields to write to the left system; empty when it has nothing to learn.</param>
/// <param name="ToRight">The fields to write to the right system.</param>
/// <param name="Agreed">
/// The base once both are written, if they keep what they are given; where there is a conflict, the base as it was.
/// </param>
/// <param name="Conflicts">What a person must decide.</param>
internal sealed record MergeResult(JsonObject ToLeft, JsonObject ToRight, AgreedRecord Agreed, IReadOnlyList<FieldConflict> Conflicts);

/// <summary>Both sides changed the same value since they agreed, and no rule decides.</summary>
/// <param name="Path">The field; within it, members after dots and elements by their key, for example <c>lines["A-1"].quantity</c>.</param>
/// <param name="Base">What they agreed on, as the left side had it; null also when they never did.</param>
/// <param name="Left">What the left system says.</param>
/// <param name="Right">What the right system says.</param>
internal sealed record FieldConflict(string Path, JsonNode? Base, JsonNode? Left, JsonNode? Right);
