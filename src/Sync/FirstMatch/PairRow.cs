using System.Text.Json.Serialization;

namespace Lockstep.Sync.FirstMatch;

/// <summary>Two records that may be one, by the names of the columns.</summary>
/// <param name="LeftId">The record of the left side.</param>
/// <param name="RightId">That of the right side.</param>
internal sealed record PairRow(
    [property: JsonPropertyName("left_id")] string LeftId, [property: JsonPropertyName("right_id")] string RightId);

/// <summary>Its JSON.</summary>
[JsonSerializable(typeof(PairRow[]))]
internal sealed partial class PairRowJson : JsonSerializerContext;
