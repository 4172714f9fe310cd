using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Sync.Subscriptions;

namespace Lockstep.Sync.Webhooks;

/// <summary>
/// Sends events to the URL of one webhook, or of one flow, signed by Standard Webhooks. A repeat is safe: it has the <c>webhook-id</c> of
/// the first attempt, by which the receiver knows it again.
/// </summary>
/// <param name="name">The target.</param>
/// <param name="find">Where it is by now; null when it is gone.</param>
/// <param name="client">Calls only what may be called.</param>
/// <param name="bodyMax">The largest event, in bytes.</param>
/// <param name="clock">The time.</param>
internal sealed class WebhookSystem(string name, Func<Callee?> find, HttpClient client, int bodyMax, TimeProvider clock)
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

        if (find() is not { } callee)
        {
            return ApplyResult.Failed(FailureCause.Unavailable, "The webhook is gone.");
        }

        if (callee.Secrets.Count == 0)
        {
            return ApplyResult.Failed(FailureCause.SignIn, callee.Lacking);
        }

        return callee.Refuse is { } refuse && await refuse(ct) is { } refusal
            ? ApplyResult.Failed(FailureCause.TargetRefused, refusal)
            : await SendAsync(callee.Url, passed, callee.Secrets, ct);
    }

    /// <summary>A webhook is tested by a ping, which a person sends.</summary>
    public Task<Reply<string>> TestAsync(CancellationToken ct) => throw new NotSupportedException();

    private async Task<ApplyResult> SendAsync(string url, PassedEvent passed, IReadOnlyList<string> secrets, CancellationToken ct)
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
        var (buffer, length) = (ArrayPool<byte>.Shared.Rent(AnswerBytes), 0);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            int read;
            while (length < AnswerBytes && (read = await body.ReadAsync(buffer.AsMemory(length, AnswerBytes - length), ct)) > 0)
            {
                length += read;
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The status came, and says how it went; what was to follow it only explains.
        }

        var text = length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
        ArrayPool<byte>.Shared.Return(buffer);
        return text is null ? null
            : WebhookAnswer.Clean(secret.Aggregate(text, static (left, one) => left.Replace(one, Masked, StringComparison.Ordinal)));
    }
}

/// <summary>Who is called.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Secrets">What signs by now.</param>
/// <param name="Lacking">What is to be said where nothing does.</param>
internal sealed record Callee(string Url, IReadOnlyList<string> Secrets, string Lacking)
{
    /// <summary>Why it is not called as things are now; null for one that was asked when it was entered.</summary>
    public Func<CancellationToken, Task<string?>>? Refuse { get; init; }
}
