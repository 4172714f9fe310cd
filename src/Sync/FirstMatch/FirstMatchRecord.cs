using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.FirstMatch;

/// <summary>A record of a side, and what is to become of it.</summary>
internal sealed record FirstMatchRecord
{
    public const string Linked = "linked", Link = "link", Ask = "ask", Create = "create", Alone = "alone", Fault = "fault";

    public const string Columns = "id, side, record_id, label, verdict, partner, reason, candidates";

    /// <summary>The longest label, in characters.</summary>
    public const int LabelMax = 200;

    /// <summary>What can become of a record.</summary>
    public static readonly IReadOnlyList<string> Verdicts = [Linked, Link, Ask, Create, Alone, Fault];

    /// <summary>The number of the row; rows of a side are told in this order.</summary>
    public long Number { get; init; }

    public required Side Side { get; init; }

    public required string Id { get; init; }

    /// <summary>What the record says in the fields of the rules, for a person.</summary>
    public required string Label { get; init; }

    /// <summary>Null until it is decided.</summary>
    public string? Verdict { get; init; }

    /// <summary>The record of the other side that it is linked to, or would be.</summary>
    public string? Partner { get; init; }

    public string? Reason { get; init; }

    /// <summary>JSON of <see cref="CandidateView"/>s; null for none.</summary>
    public string? Candidates { get; init; }

    /// <summary>What the rules compare; empty for a fault.</summary>
    public IReadOnlyList<string?> Forms { get; init; } = [];

    public static int NumberOf(Side side) => side is Side.Left ? 0 : 1;

    /// <summary>A record that was read.</summary>
    public static FirstMatchRecord Of(Side side, string id, JsonObject fields, MatchRules rules) => new()
    {
        Side = side, Id = id, Forms = rules.FormsOf(fields),
        Label = Cut(string.Join(
            " · ", rules.Rules.Select(rule => fields[rule.Field]).OfType<JsonValue>().Select(static one => one.ToString()))),
    };

    /// <summary>A record of which the flow can't make its fields.</summary>
    public static FirstMatchRecord Faulty(Side side, string id, string reason) =>
        new() { Side = side, Id = id, Label = "", Verdict = Fault, Reason = reason };

    public static FirstMatchRecord Read(Row row) => new()
    {
        Number = row.Int64(0), Side = row.Int64(1) == 0 ? Side.Left : Side.Right, Id = row.Text(2), Label = row.Text(3),
        Verdict = row.TextOrNull(4), Partner = row.TextOrNull(5), Reason = row.TextOrNull(6), Candidates = row.TextOrNull(7),
    };

    public static IReadOnlyList<string?> FormsOf(string json) =>
        JsonSerializer.Deserialize(json, FirstMatchJson.Default.IReadOnlyListString)!;

    private static string Cut(string text) => text.Length <= LabelMax ? text : string.Concat(text.AsSpan(0, LabelMax - 1), "…");
}
