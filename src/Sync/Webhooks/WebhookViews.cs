using System.Text.Json.Serialization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Webhooks;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Sync.Webhooks;

/// <summary>A new webhook with its secret, which nobody can see again.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">What signs, <c>whsec_</c> and base64; for any library of Standard Webhooks.</param>
internal sealed record NewWebhook(Webhook Webhook, string Secret);

/// <summary>How a secret is to be replaced.</summary>
/// <param name="Overlap">
/// How long the secret of before signs too, for example <c>24h</c>; 0s to end it at once, 30d at most. <c>OutgoingWebhooks:Overlap</c> by
/// default.
/// </param>
internal sealed record RotateInput(string? Overlap);

/// <summary>The new secret, which nobody can see again.</summary>
/// <param name="Secret">What signs from now on.</param>
/// <param name="PreviousUntil">Until when the secret of before signs too, in UTC.</param>
internal sealed record RotatedSecret(string Secret, DateTimeOffset PreviousUntil);

/// <summary>What a ping came to.</summary>
/// <param name="Delivered">Whether the receiver took it.</param>
/// <param name="Status">The status of its answer; null when there was none.</param>
/// <param name="TookMs">How long it took, in milliseconds.</param>
/// <param name="Message">What went wrong; null when nothing did.</param>
/// <param name="Answer">The beginning of its answer.</param>
internal sealed record PingResult(bool Delivered, int? Status, long TookMs, string? Message, string? Answer);

/// <summary>What is to be sent once more.</summary>
/// <param name="Since">Events since then; required.</param>
/// <param name="Until">Events before then; to the newest by default.</param>
/// <param name="Which"><c>failed</c> (by default): dead letters alone; <c>all</c>: also what was delivered, or set aside.</param>
internal sealed record ResendInput(DateTimeOffset? Since, DateTimeOffset? Until, string? Which);

/// <summary>What is sent once more.</summary>
/// <param name="Resent">How many deliveries go again.</param>
internal sealed record ResendResult(long Resent);

/// <summary>How it goes with a webhook.</summary>
/// <param name="Status"><c>active</c>, <c>paused</c> or <c>disabled</c>.</param>
/// <param name="Waiting">Deliveries that are still to go.</param>
/// <param name="OldestWaiting">When the event of the oldest one was, in UTC; null when none waits.</param>
/// <param name="Dead">Dead letters that nobody has decided about.</param>
/// <param name="Failures">Attempts that failed since the last one that went well.</param>
/// <param name="FailingSince">When the first of them was, in UTC; null when there is none.</param>
/// <param name="DisabledReason">Why it switched itself off; null unless it did.</param>
internal sealed record WebhookHealthView(
    string Status, long Waiting, DateTimeOffset? OldestWaiting, long Dead, long Failures, DateTimeOffset? FailingSince,
        string? DisabledReason);

/// <summary>A delivery as the log of its webhook has it.</summary>
/// <param name="Id">Its id, the same as in <c>/api/sync/deliveries</c>.</param>
/// <param name="EventId">The id of the event, which is sent as <c>webhook-id</c>.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Subject">What it is about, for example <c>customers/42</c>.</param>
/// <param name="EventAt">When that was, in UTC.</param>
/// <param name="State"><c>pending</c>, <c>blocked</c> (behind an earlier one of the same record), <c>delivered</c>, <c>skipped</c> or
/// <c>dead</c>.</param>
/// <param name="Attempts">Failed attempts since it was made or sent once more.</param>
/// <param name="Resent">How often it was sent once more.</param>
/// <param name="DueAt">When the next attempt is due, in UTC.</param>
/// <param name="FinishedAt">When it ended, in UTC; null while it is open.</param>
/// <param name="Cause">Why the last attempt failed.</param>
/// <param name="Message">The same in a sentence.</param>
internal sealed record WebhookDelivery(
    long Id, string EventId, string Type, string Subject, DateTimeOffset EventAt, string State, long Attempts, long Resent,
    DateTimeOffset DueAt, DateTimeOffset? FinishedAt, string? Cause, string? Message)
{
    public const string Columns = "id, subject, changed_at, state, attempts, replays, due_at, finished_at, cause, message, event";

    public static WebhookDelivery Read(Row row)
    {
        var (id, type) = CloudEventJson.NamesOf(row.Bytes(10));
        return new WebhookDelivery(
            row.Int64(0), id, type, row.Text(1), row.Instant(2), row.Text(3), row.Int64(4), row.Int64(5), row.Instant(6),
            row.InstantOrNull(7), row.TextOrNull(8), row.TextOrNull(9));
    }
}

/// <summary>One attempt to send an event.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="At">When it ended, in UTC.</param>
/// <param name="TookMs">How long it took, in milliseconds.</param>
/// <param name="Status">The status of the answer; null when there was none.</param>
/// <param name="Cause">Why it failed; null when it went well.</param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="Answer">The beginning of the answer.</param>
internal sealed record WebhookAttempt(
    long Number, DateTimeOffset At, long TookMs, long? Status, string? Cause, string? Message, string? Answer);

/// <summary>A delivery with all that is known about it.</summary>
/// <param name="Delivery">Where it stands.</param>
/// <param name="Attempts">Every attempt, the first one first.</param>
/// <param name="Event">What is sent; null when it was erased.</param>
internal sealed record WebhookDeliveryDetails(WebhookDelivery Delivery, IReadOnlyList<WebhookAttempt> Attempts, JsonElement? Event);

/// <summary>The JSON of webhooks.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(WebhookInput))]
[JsonSerializable(typeof(NewWebhook))]
[JsonSerializable(typeof(RotateInput))]
[JsonSerializable(typeof(RotatedSecret))]
[JsonSerializable(typeof(PingResult))]
[JsonSerializable(typeof(ResendInput))]
[JsonSerializable(typeof(ResendResult))]
[JsonSerializable(typeof(WebhookHealthView))]
[JsonSerializable(typeof(WebhookDelivery))]
[JsonSerializable(typeof(WebhookDeliveryDetails))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class WebhookJson : JsonSerializerContext;
