using System.Net.Http.Headers;
using System.Text;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Sync.Subscriptions;

namespace Lockstep.Sync.Webhooks;

/// <summary>
/// Sends events to the URL of one webhook, signed by Standard Webhooks. A repeat is safe: it has the <c>webhook-id</c> of the first
/// attempt, by which the receiver knows it again.
/// </summary>
/// <param name="name">The target.</param>
/// <param name="find">Its webhook as it is by now; null when it is gone.</param>
/// <param name="client">Calls only what may be called.</param>
/// <param name="bodyMax">The largest event, in bytes.</param>
/// <param name="clock">The time.</param>
internal sealed class WebhookSystem(string name, Func<Subscription?> find, HttpClient client, int bodyMax, TimeProvider clock)
    : ISystem
{
    private const int AnswerBytes = 4 * ApplyResult.AnswerMax;
    private const string Masked = "***";
    private static readonly MediaTypeHeaderValue Type = new(CloudEventJson.MediaType) { CharSet = "utf-8" };

    /// <summary>
    /// A receiver knows an older event again too, by the same id. So how an attempt went may reach the disk a moment later: what a power
    /// cut takes back is sent once more.
    /// </summary>
    private static readonly IReadOnlyList<RecordKind> Events =
        [new(SubscriptionCache.Kind, Capability.Apply | Capability.ApplyRepeats | Capability.ApplyPassesOverOlder)];

    public string Name => name;

    public IReadOnlyList<RecordKind> Kinds => Events;

    public async Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct)
    {
        var passed = request.Event!;
        if (passed.Body.Length > bodyMax)
        {
            return ApplyResult.Failed(
                FailureCause.Mapping, $"The event has {passed.Body.Length} bytes; OutgoingWebhooks:BodyMax allows {bodyMax}.");
        }

        if (find() is not { } subscription)
        {
            return ApplyResult.Failed(FailureCause.Unavailable, "The webhook is gone.");
        }

        string[] secrets = [.. subscription.SecretsAt(clock.GetUtcNow())];
        return secrets.Length == 0
            ? ApplyResult.Failed(FailureCause.SignIn, "There is no secret to sign with that can be opened; rotate it.")
            : await SendAsync(subscription.Webhook.Url, passed, secrets, ct);
    }

    /// <summary>A webhook is tested by a ping, which a person sends.</summary>
    public Task<Reply<string>> TestAsync(CancellationToken ct) => throw new NotSupportedException();

    private async Task<ApplyResult> SendAsync(string url, PassedEvent passed, string[] secrets, CancellationToken ct)
    {
        var timestamp = StandardWebhooks.TimestampOf(clock.GetUtcNow());
        var signature = StandardWebhooks.Sign(passed.Id, timestamp, passed.Body.Span, secrets);
        using var call = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(passed.Body) };
        call.Content.Headers.ContentType = Type;
        call.Headers.TryAddWithoutValidation(StandardWebhooks.IdHeader, passed.Id);
        call.Headers.TryAddWithoutValidation(StandardWebhooks.TimestampHeader, timestamp);
        call.Headers.TryAddWithoutValidation(StandardWebhooks.SignatureHeader, signature);
        try
        {
            using var answer = await client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, ct);
            return WebhookAnswer.Judge(answer, await ExcerptAsync(answer, [.. secrets, .. signature.Split(' ')], ct), clock.GetUtcNow());
        }
        catch (OutboundRefusedException refused)
        {
            return ApplyResult.Failed(FailureCause.TargetRefused, refused.Message);
        }
    }

    /// <summary>
    /// The beginning of what came back. Also of a success it is read: a small answer that was read leaves its connection for the next one.
    /// What is secret, should the receiver repeat it, is not kept.
    /// </summary>
    private static async Task<string?> ExcerptAsync(HttpResponseMessage answer, string[] secret, CancellationToken ct)
    {
        var (buffer, length) = (new byte[AnswerBytes], 0);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            int read;
            while (length < buffer.Length && (read = await body.ReadAsync(buffer.AsMemory(length), ct)) > 0)
            {
                length += read;
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The status came, and says how it went; what was to follow it only explains.
        }

        return length == 0 ? null : WebhookAnswer.Clean(secret.Aggregate(
            Encoding.UTF8.GetString(buffer, 0, length), static (text, one) => text.Replace(one, Masked, StringComparison.Ordinal)));
    }
}
