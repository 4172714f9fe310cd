using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>A record that two systems hold. A member that is missing counts as null.</summary>
/// <param name="Base">How it was on both sides when they last agreed; null when they never did.</param>
/// <param name="Left">As it is in the left system.</param>
/// <param name="Right">As it is in the right system.</param>
internal sealed record MergedRecord(AgreedRecord? Base, JsonObject Left, JsonObject Right)
{
    /// <summary>When it last changed in the left system, by that system's clock; null when that doesn't say.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>When it last changed in the right system, by that system's clock; null when that doesn't say.</summary>
    public DateTimeOffset? RightAt { get; init; }

    /// <summary>What a person has decided of conflicts, by their paths.</summary>
    public IReadOnlyDictionary<string, Decision> Decisions { get; init; } = NoDecisions;

    private static readonly IReadOnlyDictionary<string, Decision> NoDecisions = new Dictionary<string, Decision>(StringComparer.Ordinal);

    /// <summary>
    /// Which side changed last; null when either doesn't say, or when the two instants lie within the tolerance, for two systems have two
    /// clocks.
    /// </summary>
    /// <param name="tolerance">How far apart the clocks may be.</param>
    public Side? Newer(TimeSpan tolerance) => (LeftAt - RightAt) switch
    {
        null => null,
        { } ahead when ahead > tolerance => Side.Left,
        { } ahead when ahead < -tolerance => Side.Right,
        _ => null,
    };
}

/// <summary>
/// What two systems last agreed on. Each side has a copy of its own, as it answered or a re-read showed it, never what was sent: a target
/// that trims, folds or rounds what it is given would else look as if it had changed the record, and be written to for ever.
/// </summary>
/// <param name="Left">As the left system had it.</param>
/// <param name="Right">As the right system had it.</param>
internal sealed record AgreedRecord(JsonObject Left, JsonObject Right);

/// <summary>What a person has decided of a conflict.</summary>
/// <param name="Side">The side that counts, as it is by now; null when a value does.</param>
/// <param name="Value">The value that both get; null for nothing.</param>
internal sealed record Decision(Side? Side, JsonNode? Value);

/// <summary>One of the two systems of a flow.</summary>
internal enum Side
{
    /// <summary>The one that the flow's file names first.</summary>
    Left,

    /// <summary>The other one.</summary>
    Right,
}
