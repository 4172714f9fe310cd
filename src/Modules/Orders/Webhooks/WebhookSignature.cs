using System.Globalization;
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
    public static string? Refuse(WebhookHeaders headers, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, DateTimeOffset receivedAt, TimeSpan tolerance)
    {
        if (!headers.IsSigned)
        {
            return headers.HasSecret ? null : "It is not signed: send webhook-id, webhook-timestamp and webhook-signature, or the secret in its header.";
        }

        if (headers is not { Id: { } id, Timestamp: { } timestamp, Signature: { } signature })
        {
            return "webhook-id, webhook-timestamp and webhook-signature belong together.";
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)seconds - receivedAt.ToUnixTimeSeconds()) > tolerance.TotalSeconds)
        {
            return "webhook-timestamp is too far from the time here.";
        }

        return StandardWebhooks.IsSigned(id, timestamp, body, signature, secrets) ? null : "No signature is good.";
    }
}
