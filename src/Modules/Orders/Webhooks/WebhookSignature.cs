using Lockstep.Runtime.Security;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// Whether a call comes from who knows the secret: signed by <see cref="StandardWebhooks"/>, or with the secret itself in a header. Every
/// comparison takes the same time.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>Why a call is not to be believed; null when it is.</summary>
    /// <param name="headers">What came with the body.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="secrets">The secrets that count, the newest first.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <param name="tolerance">How far the sender's time may be from ours.</param>
    public static string? Refuse(
        WebhookHeaders headers, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, DateTimeOffset receivedAt, TimeSpan tolerance)
    {
        if (!headers.IsSigned)
        {
            return headers.HasSecret
                ? null
                : "It is not signed: send webhook-id, webhook-timestamp and webhook-signature, or the secret in its header.";
        }

        return StandardWebhooks.Refuse(
            headers.Id, headers.Timestamp, headers.Signature, body, secrets, receivedAt, tolerance);
    }
}
