using System.Globalization;
using System.Net;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Subscriptions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Webhooks;

/// <summary>
/// Counts the failures of each webhook since something went well last, in the commits of its attempts, and switches off the one whose
/// receiver is gone or has taken nothing for too long. Nothing is lost by that: what was to be sent waits.
/// </summary>
internal sealed partial class WebhookHealth(WebhookWriter webhooks, IOptions<OutgoingWebhookOptions> options, ILogger<WebhookHealth> logger)
{
    /// <summary>Notes attempts down, in the order in which they ended.</summary>
    public async ValueTask NoteAsync(ITransaction transaction, long id, IEnumerable<Ended> all, DateTimeOffset now)
    {
        var isWell = false;
        foreach (var result in all.Select(static one => one.Outcome.Result))
        {
            switch (result.Cause)
            {
                // Several that went well one after the other say no more than one.
                case null when isWell:
                    break;

                case null:
                    await transaction.SendAsync("delete from webhook_failures where webhook_id = $1", id);
                    isWell = true;
                    break;

                // An event that can't be sent says nothing of the receiver.
                case FailureCause.Mapping or FailureCause.OurBug or FailureCause.Validation:
                    break;

                default:
                    await FailedAsync(transaction, id, result, now);
                    isWell = false;
                    break;
            }
        }
    }

    private async ValueTask FailedAsync(ITransaction transaction, long id, ApplyResult result, DateTimeOffset now)
    {
        var (count, since) = await transaction.FirstAsync(
            """
            insert into webhook_failures (webhook_id, count, since) select id, 1, $2 from webhooks where id = $1
            on conflict (webhook_id) do update set count = webhook_failures.count + 1 returning count, since
            """,
            static row => (row.Int64(0), row.Instant(1)), id, now);
        if (Reason(result, count, since, now, options.Value) is { } reason && await webhooks.DisableAsync(transaction, id, reason))
        {
            transaction.OnCommitted(() => Disabled(logger, id, reason));
        }
    }

    private static string? Reason(
        ApplyResult result, long count, DateTimeOffset since, DateTimeOffset now, OutgoingWebhookOptions limits) =>
        result.Status == (int)HttpStatusCode.Gone ? "The receiver answered 410: it is gone for good."
        : count >= limits.DisableFailures && now - since >= limits.DisableAfter
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing went well since {Contracts.Json.Instant.Write(since)}, in {count} attempts. The last one: {result.Message}")
            : null;

    [LoggerMessage(5050, LogLevel.Error, "webhook {Id} has switched itself off: {Reason}; what is to be sent waits until it is enabled")]
    private static partial void Disabled(ILogger logger, long id, string reason);
}
