using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>What nobody but a person can decide.</summary>
internal sealed record PairConflict
{
    public const string Open = "open", Decided = "decided", Settled = "settled";

    public const string OfField = "field", OfDelete = "deleted", Ambiguous = "ambiguous";

    /// <summary>The decisions: a side, what they last agreed on, or a value; that a partner is made although some look like one.</summary>
    public const string TakeLeft = "left", TakeRight = "right", TakeBase = "base", TakeValue = "value", TakeNone = "none";

    public const string Columns =
        "id, flow, about, link_id, kind, path, state, base, left_value, right_value, decision, value, decided_by, opened_at, decided_at, "
        + "settled_at";

    public static readonly IReadOnlyList<string> Decisions = [TakeLeft, TakeRight, TakeBase, TakeValue, TakeNone];

    public required long Id { get; init; }

    public required string Flow { get; init; }

    /// <summary>The number of the link; the subject of the record where its partner may be one of several.</summary>
    public required string About { get; init; }

    public required long? LinkId { get; init; }

    public required string Kind { get; init; }

    /// <summary>The field, and what is in it; empty where it is about the whole record.</summary>
    public required string Path { get; init; }

    public required string State { get; init; }

    public required string? Base { get; init; }

    public required string? Left { get; init; }

    public required string? Right { get; init; }

    public string? Taken { get; init; }

    public string? Value { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What the merge makes of the decision; null while there is none.</summary>
    public Decision? Decision => State is not Decided ? null : Taken switch
    {
        TakeLeft => new Decision(Side.Left, null),
        TakeRight => new Decision(Side.Right, null),
        TakeBase => new Decision(null, Node(Base)),
        TakeValue => new Decision(null, Node(Value)),
        _ => null,
    };

    /// <summary>What a link's conflicts are about.</summary>
    public static string AboutLink(long link) => link.ToString(CultureInfo.InvariantCulture);

    public static PairConflict New(PairLink link, string kind, string path, JsonNode? agreed, JsonNode? left, JsonNode? right) => new()
    {
        Id = 0, Flow = link.Flow, About = AboutLink(link.Id), LinkId = link.Id, Kind = kind, Path = path, State = Open,
        Base = Text(agreed), Left = Text(left), Right = Text(right),
    };

    public static PairConflict Read(Row row) => new()
    {
        Id = row.Int64(0), Flow = row.Text(1), About = row.Text(2), LinkId = row.Int64OrNull(3), Kind = row.Text(4), Path = row.Text(5),
        State = row.Text(6), Base = row.TextOrNull(7), Left = row.TextOrNull(8), Right = row.TextOrNull(9), Taken = row.TextOrNull(10),
        Value = row.TextOrNull(11), DecidedBy = row.TextOrNull(12), OpenedAt = row.Instant(13), DecidedAt = row.InstantOrNull(14),
        SettledAt = row.InstantOrNull(15),
    };

    public static JsonNode? Node(string? json) => json is null ? null : JsonNode.Parse(json);

    public static string? Text(JsonNode? node) => node?.ToJsonString();
}
