using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>Which record of the left side of a flow belongs to which of the right, and what both said when they last agreed.</summary>
internal sealed record PairLink
{
    public const string Linked = "linked", LeftGone = "left-gone", RightGone = "right-gone", Gone = "gone", Unlinked = "unlinked";

    public const string Matched = "matched", Created = "created", ByHand = "by-hand", Imported = "imported";

    public const string Columns =
        "id, flow, left_id, right_id, state, how, left_base, right_base, left_version, right_version, revision, linked_at, changed_at, "
        + "left_sent, right_sent";

    /// <summary>The states that there are.</summary>
    public static readonly IReadOnlyList<string> States = [Linked, LeftGone, RightGone, Gone, Unlinked];

    public required long Id { get; init; }

    public required string Flow { get; init; }

    /// <summary>Null where a record of the right side is not to be matched.</summary>
    public required string? LeftId { get; init; }

    public required string? RightId { get; init; }

    public required string State { get; init; }

    /// <summary>How they came together.</summary>
    public required string How { get; init; }

    public required JsonObject? LeftBase { get; init; }

    public required JsonObject? RightBase { get; init; }

    /// <summary>The version at which the left record was compared; null when it must be compared in any case.</summary>
    public required string? LeftVersion { get; init; }

    public required string? RightVersion { get; init; }

    /// <summary>Grows with each change of it: who decides by it finds out that somebody was faster.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset LinkedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What was being written to the left side; null when nothing is.</summary>
    public JsonObject? LeftSent { get; init; }

    public JsonObject? RightSent { get; init; }

    /// <summary>What they last agreed on; null when they never did.</summary>
    public AgreedRecord? Base => LeftBase is { } left && RightBase is { } right ? new AgreedRecord(left, right) : null;

    public string? IdOf(Side side) => side is Side.Left ? LeftId : RightId;

    public string? VersionOf(Side side) => side is Side.Left ? LeftVersion : RightVersion;

    public JsonObject? BaseOf(Side side) => side is Side.Left ? LeftBase : RightBase;

    /// <summary>The state in which a side is gone and the other one stays.</summary>
    public static string GoneOf(Side side) => side is Side.Left ? LeftGone : RightGone;

    /// <summary>The same with another version of a side.</summary>
    public PairLink At(Side side, string? version) => side is Side.Left ? this with { LeftVersion = version }
        : this with { RightVersion = version };

    /// <summary>The same with another base of a side.</summary>
    public PairLink Agreed(Side side, JsonObject? fields) => side is Side.Left ? this with { LeftBase = fields }
        : this with { RightBase = fields };

    /// <summary>The same with another record of a side.</summary>
    public PairLink To(Side side, string id) => side is Side.Left ? this with { LeftId = id } : this with { RightId = id };

    /// <summary>A link that is not in the table yet.</summary>
    public static PairLink New(string flow, Side side, string id, string? other, string how, DateTimeOffset now) => new()
    {
        Id = 0, Flow = flow, LeftId = side is Side.Left ? id : other, RightId = side is Side.Left ? other : id,
        State = other is null ? Unlinked : Linked, How = how, LeftBase = null, RightBase = null, LeftVersion = null, RightVersion = null,
        Revision = 1, LinkedAt = now, ChangedAt = now,
    };

    public static PairLink Read(Row row) => new()
    {
        Id = row.Int64(0), Flow = row.Text(1), LeftId = row.TextOrNull(2), RightId = row.TextOrNull(3), State = row.Text(4),
        How = row.Text(5), LeftBase = Fields(row.TextOrNull(6)), RightBase = Fields(row.TextOrNull(7)), LeftVersion = row.TextOrNull(8),
        RightVersion = row.TextOrNull(9), Revision = row.Int64(10), LinkedAt = row.Instant(11), ChangedAt = row.Instant(12),
        LeftSent = Fields(row.TextOrNull(13)), RightSent = Fields(row.TextOrNull(14)),
    };

    private static JsonObject? Fields(string? json) => json is null ? null : (JsonObject)JsonNode.Parse(json)!;
}
