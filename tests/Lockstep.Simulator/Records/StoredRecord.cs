using System.Text.Json.Nodes;

namespace Lockstep.Simulator.Records;

/// <summary>A record as it is kept.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Number">Which one of its kind it was, from 1.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Sequence">The place of its last change among all changes of its kind.</param>
/// <param name="CreatedAt">When it was made, by the system's clock, in milliseconds.</param>
/// <param name="ChangedAt">When it last changed.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
/// <param name="Data">Its fields as JSON.</param>
public sealed record StoredRecord(
    string Kind, string Id, long Number, long Version, long Sequence, long CreatedAt, long ChangedAt, bool IsDeleted, string Data)
{
    /// <summary>Its fields.</summary>
    public JsonObject Fields() => (JsonObject)JsonNode.Parse(Data)!;
}

/// <summary>Which records a list has.</summary>
internal sealed record RecordQuery(string World, string Kind)
{
    /// <summary>Fields and the values that they must have.</summary>
    public IReadOnlyList<(string Field, string Value)> Filters { get; init; } = [];

    /// <summary>Only records with one of these ids; null for all.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only what changed then or later, oldest change first; null for all, by number.</summary>
    public long? ChangedSince { get; init; }

    /// <summary>Only what is behind this place in the order.</summary>
    public (long Key, long Number)? After { get; init; }

    /// <summary>Also those that are gone.</summary>
    public bool IsWithDeleted { get; init; }

    public int Offset { get; init; }

    public int Limit { get; init; } = 100;
}
