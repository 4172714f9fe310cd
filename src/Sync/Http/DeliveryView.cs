using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Runs;

namespace Lockstep.Sync.Http;

/// <summary>A delivery as the API answers it.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Flow">The flow that made it.</param>
/// <param name="Target">The system it goes to.</param>
/// <param name="Subject">The record it is about, for example <c>customers/42</c>.</param>
/// <param name="Version">The record's version.</param>
/// <param name="State">
/// <c>pending</c>, <c>blocked</c> (behind an earlier one of the same record), <c>delivered</c>, <c>skipped</c> or <c>dead</c>.
/// </param>
/// <param name="Attempts">Failed attempts since it was made or replayed.</param>
/// <param name="Replays">How often it was replayed.</param>
/// <param name="DueAt">When the next attempt is due, in UTC.</param>
/// <param name="CreatedAt">When it was made, in UTC.</param>
/// <param name="FinishedAt">When it ended, in UTC; null while it is open.</param>
/// <param name="Cause">
/// Why the last attempt failed: unavailable, quota, sign-in, target-refused, mapping, validation, outcome-unknown, our-bug or unlinked.
/// </param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="TargetId">The record's id in the target.</param>
/// <param name="Fingerprint">What dead letters have in common that died of the same; null for all others.</param>
/// <param name="WaitingFor">
/// The link of another record that must be there first, as source:system/kind/id; null when it waits for none.
/// </param>
internal sealed record DeliveryView(
    long Id, string Flow, string Target, string Subject, long Version, string State, long Attempts, long Replays, DateTimeOffset DueAt,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, string? Cause, string? Message, string? TargetId, string? Fingerprint,
    string? WaitingFor)
{
    public const string Columns =
        "id, flow, target, subject, version, state, attempts, replays, due_at, created_at, finished_at, cause, message, target_id, "
        + "fingerprint, waiting_for";

    public static DeliveryView Read(Row row) =>
        new(
            row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Int64(4), row.Text(5), row.Int64(6), row.Int64(7), row.Instant(8),
            row.Instant(9), row.InstantOrNull(10), row.TextOrNull(11), row.TextOrNull(12), row.TextOrNull(13), row.TextOrNull(14),
            row.TextOrNull(15));

    /// <summary>A delivery as it is in a write, for its answer.</summary>
    public static async ValueTask<Answer> AnswerAsync(ITransaction transaction, long id) =>
        await transaction.FirstAsync($"select {Columns} from deliveries where id = $1", Read, id) is { } view
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, SyncJson.Default.DeliveryView))
            : Answer.NotFound("dead letter", id);
}

/// <summary>One attempt of a delivery.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="At">When it ended, in UTC.</param>
/// <param name="TookMs">How long it took, in milliseconds.</param>
/// <param name="Cause">Why it failed; null when it succeeded.</param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="Status">The status of the target's answer; null where there is none.</param>
/// <param name="Answer">
/// The beginning of the target's answer, without anything secret; null where there is none, or when the caller may not read the record.
/// </param>
/// <param name="Exchanges">
/// The newest requests of the attempt with their answers, at most 5, each cut to 1,000 characters, without headers and without anything
/// secret; empty where none are known, or when the caller may not read the record.
/// </param>
internal sealed record AttemptView(
    long Number, DateTimeOffset At, long TookMs, string? Cause, string? Message, long? Status, string? Answer,
    IReadOnlyList<Exchange> Exchanges)
{
    public const string Columns = "number, at, took_ms, cause, message, status, answer, exchanges";

    public static AttemptView Read(Row row, bool withContent) => new(
        row.Int64(0), row.Instant(1), row.Int64(2), row.TextOrNull(3), row.TextOrNull(4), row.Int64OrNull(5),
        withContent ? row.TextOrNull(6) : null,
        withContent && row.TextOrNull(7) is { } kept ? JsonSerializer.Deserialize(kept, ExchangeJson.Plain.IReadOnlyListExchange)! : []);
}

/// <summary>A delivery with all that is known about it.</summary>
/// <param name="Delivery">Where it stands.</param>
/// <param name="Attempts">Every attempt, the first one first.</param>
/// <param name="Payload">The source record that it carries; null when the caller may not read it.</param>
/// <param name="Original">The record as it came, when a person has edited it since.</param>
/// <param name="EditedBy">Who did so last.</param>
internal sealed record DeliveryDetails(
    DeliveryView Delivery, IReadOnlyList<AttemptView> Attempts, JsonElement? Payload, JsonElement? Original = null,
    string? EditedBy = null);

/// <summary>Which dead letters; all that is given must hold.</summary>
/// <param name="Ids">These deliveries; at most 1,000.</param>
/// <param name="Flow">Only of this flow.</param>
/// <param name="Cause">Only with this cause.</param>
/// <param name="Subject">Only about this record.</param>
/// <param name="All">Required, and true, when nothing else is given.</param>
internal abstract record DeadLetterFilter(IReadOnlyList<long>? Ids, string? Flow, string? Cause, string? Subject, bool? All)
{
    /// <summary>Only with this fingerprint.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Only those that died then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that died before.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Which dead letters to replay, and how.</summary>
/// <param name="Payload"><c>original</c> (by default), the record as it was, or <c>current</c>, the record as it is when it goes.</param>
internal sealed record ReplayFilter(IReadOnlyList<long>? Ids, string? Flow, string? Cause, string? Subject, bool? All, string? Payload)
    : DeadLetterFilter(Ids, Flow, Cause, Subject, All);

/// <summary>How to replay one.</summary>
/// <param name="Payload"><c>original</c> (by default), the record as it was, or <c>current</c>, the record as it is when it goes.</param>
/// <param name="Record">The record as a person has edited it: it goes instead, and the one that came is kept beside it.</param>
internal sealed record ReplayInput(string? Payload, JsonObject? Record = null);

/// <summary>What a bulk replay did.</summary>
/// <param name="Replayed">How many dead letters are deliveries again.</param>
internal sealed record ReplayResult(long Replayed);

/// <summary>Why something is set aside.</summary>
/// <param name="Reason">Required; kept with the deliveries.</param>
internal sealed record DiscardInput(string? Reason);

/// <summary>Which dead letters to set aside, and why.</summary>
/// <param name="Reason">Required; kept with the deliveries.</param>
internal sealed record DiscardFilter(IReadOnlyList<long>? Ids, string? Flow, string? Cause, string? Subject, bool? All, string? Reason)
    : DeadLetterFilter(Ids, Flow, Cause, Subject, All);

/// <summary>What was set aside.</summary>
/// <param name="Discarded">How many deliveries.</param>
internal sealed record DiscardResult(long Discarded);

/// <summary>The JSON of this module.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeadLetterGroupList))]
[JsonSerializable(typeof(DeliveryDetails))]
[JsonSerializable(typeof(ReplayFilter))]
[JsonSerializable(typeof(ReplayInput))]
[JsonSerializable(typeof(ReplayResult))]
[JsonSerializable(typeof(DiscardInput))]
[JsonSerializable(typeof(DiscardFilter))]
[JsonSerializable(typeof(DiscardResult))]
internal sealed partial class SyncJson : JsonSerializerContext;
