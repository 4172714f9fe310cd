using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Pairs.Http;

/// <summary>A link as the API answers it.</summary>
/// <param name="Id">The link's number.</param>
/// <param name="Flow">The flow that keeps both in step.</param>
/// <param name="LeftId">The record's id in the left system; null where a record of the right one is not to be matched.</param>
/// <param name="RightId">The same in the right system.</param>
/// <param name="State"><c>linked</c>, <c>left-gone</c>, <c>right-gone</c>, <c>gone</c> or <c>unlinked</c>.</param>
/// <param name="How"><c>matched</c>, <c>created</c>, <c>by-hand</c>, <c>imported</c> or <c>merged</c>.</param>
/// <param name="LinkedAt">When they came together, in UTC.</param>
/// <param name="ChangedAt">When they last agreed, in UTC.</param>
internal sealed record LinkView(
    long Id, string Flow, string? LeftId, string? RightId, string State, string How, DateTimeOffset LinkedAt, DateTimeOffset ChangedAt)
{
    public const string Columns = "id, flow, left_id, right_id, state, how, linked_at, changed_at";

    public static LinkView Read(Row row) => new(
        row.Int64(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.Text(4), row.Text(5), row.Instant(6), row.Instant(7));

    public static LinkView Of(PairLink link) =>
        new(link.Id, link.Flow, link.LeftId, link.RightId, link.State, link.How, link.LinkedAt, link.ChangedAt);
}

/// <summary>Two records to link.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="LeftId">The record's id in the left system.</param>
/// <param name="RightId">The record's id in the right system.</param>
internal sealed record PairLinkInput(string? Flow, string? LeftId, string? RightId);

/// <summary>The link that another one goes into.</summary>
/// <param name="Into">Its number.</param>
internal sealed record MergeLinkInput(long? Into);

/// <summary>A table of ids.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Links">The rows; or <paramref name="Csv"/>.</param>
/// <param name="Csv">The rows as CSV, with a header that names leftId and rightId.</param>
internal sealed record ImportLinksInput(string? Flow, IReadOnlyList<LinkRowInput>? Links, string? Csv);

/// <summary>A row of a table of ids.</summary>
internal sealed record LinkRowInput(string? LeftId, string? RightId);

/// <summary>What became of a table of ids.</summary>
/// <param name="Linked">How many links were made.</param>
/// <param name="Known">How many were there already.</param>
/// <param name="Refused">How many were not made.</param>
/// <param name="Rows">What became of each row.</param>
internal sealed record ImportLinksResult(long Linked, long Known, long Refused, IReadOnlyList<LinkVerdict> Rows);

/// <summary>What became of a row.</summary>
/// <param name="Row">Its number, from 1.</param>
/// <param name="Verdict"><c>linked</c>, <c>known</c> or <c>refused</c>.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record LinkVerdict(int Row, string Verdict, string? Reason);

/// <summary>A conflict as the API answers it.</summary>
/// <param name="Id">The conflict's number.</param>
/// <param name="Flow">The flow.</param>
/// <param name="LinkId">The link that it is about; null where a partner may be one of several.</param>
/// <param name="Subject">The record whose partner may be one of several; null for the others.</param>
/// <param name="Kind"><c>field</c>, <c>deleted</c> (one side is gone, the other was changed) or <c>ambiguous</c>.</param>
/// <param name="Path">The field, and what is in it; empty where it is about the whole record.</param>
/// <param name="State"><c>open</c>, <c>decided</c> or <c>settled</c>.</param>
/// <param name="Base">What they last agreed on, as the left side had it.</param>
/// <param name="Left">What the left system says.</param>
/// <param name="Right">What the right system says.</param>
/// <param name="Take">What was decided: <c>left</c>, <c>right</c>, <c>base</c>, <c>value</c> or <c>none</c>.</param>
/// <param name="Value">The value that was decided.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="OpenedAt">When it was found, in UTC.</param>
/// <param name="DecidedAt">When it was decided, in UTC.</param>
/// <param name="SettledAt">When both sides agreed again, in UTC.</param>
internal sealed record ConflictView(
    long Id, string Flow, long? LinkId, string? Subject, string Kind, string Path, string State, JsonElement? Base, JsonElement? Left,
    JsonElement? Right, string? Take, JsonElement? Value, string? DecidedBy, DateTimeOffset OpenedAt, DateTimeOffset? DecidedAt,
    DateTimeOffset? SettledAt)
{
    public static ConflictView Read(Row row) => Of(PairConflict.Read(row));

    public static ConflictView Of(PairConflict one) => new(
        one.Id, one.Flow, one.LinkId, one.LinkId is null ? one.About : null, one.Kind, one.Path, one.State, Json(one.Base), Json(one.Left),
        Json(one.Right), one.Taken, Json(one.Value), one.DecidedBy, one.OpenedAt, one.DecidedAt, one.SettledAt);

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}

/// <summary>A conflict with both records side by side, as they are now.</summary>
/// <param name="Conflict">The conflict.</param>
/// <param name="Link">The link; null where there is none yet.</param>
/// <param name="Left">The record of the left side.</param>
/// <param name="Right">The record of the right side.</param>
internal sealed record ConflictDetails(ConflictView Conflict, LinkView? Link, ConflictSide? Left, ConflictSide? Right);

/// <summary>A record of one side of a conflict.</summary>
/// <param name="System">Its system.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Fields">The fields that both sides have; null when it is gone or could not be read.</param>
/// <param name="Agreed">What it said when both last agreed.</param>
/// <param name="Reason">Why there are no fields.</param>
internal sealed record ConflictSide(string System, string Kind, string Id, JsonElement? Fields, JsonElement? Agreed, string? Reason);

/// <summary>How many conflicts there are.</summary>
/// <param name="Items">By flow, kind, field and state.</param>
internal sealed record ConflictCounts(IReadOnlyList<ConflictCount> Items);

/// <summary>How many conflicts of one sort there are.</summary>
internal sealed record ConflictCount(string Flow, string Kind, string Path, string State, long Count);

/// <summary>A decision.</summary>
/// <param name="Take"><c>left</c>, <c>right</c>, <c>base</c> or <c>value</c>; <c>none</c> where no candidate is the partner.</param>
/// <param name="Value">With <c>value</c>: the value, or the id of the candidate.</param>
/// <param name="AsRule">True when the side counts for this field from now on.</param>
internal sealed record DecisionInput(string? Take, JsonElement? Value, bool? AsRule);

/// <summary>A decision about several conflicts.</summary>
/// <param name="Ids">Their numbers.</param>
/// <param name="Take">As for one.</param>
/// <param name="Value">As for one.</param>
/// <param name="AsRule">As for one.</param>
internal sealed record DecisionsInput(IReadOnlyList<long>? Ids, string? Take, JsonElement? Value, bool? AsRule);

/// <summary>What was decided of several.</summary>
/// <param name="Decided">How many.</param>
/// <param name="Refused">Those that were not, and why.</param>
internal sealed record DecisionsResult(long Decided, IReadOnlyList<DecisionRefusal> Refused);

/// <summary>A conflict that was not decided.</summary>
internal sealed record DecisionRefusal(long Id, string Reason);

/// <summary>A rule that a decision became.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Flow">The flow.</param>
/// <param name="Field">The field.</param>
/// <param name="Owner">The side that counts when both changed it: <c>left</c> or <c>right</c>.</param>
/// <param name="MadeBy">Who decided so.</param>
/// <param name="MadeAt">When, in UTC.</param>
internal sealed record RuleView(long Id, string Flow, string Field, string Owner, string MadeBy, DateTimeOffset MadeAt)
{
    public static RuleView Read(Row row) => new(row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Instant(5));
}

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(LinkView))]
[JsonSerializable(typeof(PairLinkInput))]
[JsonSerializable(typeof(MergeLinkInput))]
[JsonSerializable(typeof(ImportLinksInput))]
[JsonSerializable(typeof(ImportLinksResult))]
[JsonSerializable(typeof(ConflictView))]
[JsonSerializable(typeof(ConflictDetails))]
[JsonSerializable(typeof(ConflictCounts))]
[JsonSerializable(typeof(DecisionInput))]
[JsonSerializable(typeof(DecisionsInput))]
[JsonSerializable(typeof(DecisionsResult))]
[JsonSerializable(typeof(RuleView))]
internal sealed partial class PairJson : JsonSerializerContext;
