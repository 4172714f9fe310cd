using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// Whether a call comes from who knows the secret: signed by Standard Webhooks (HMAC-SHA256 over <c>id.timestamp.body</c>, several signatures with
/// blanks between, <c>v1,</c> and base64 each), or with the secret itself in a header. Every comparison takes the same time.
/// </summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const string Version = "v1,";

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

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var isGood = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(KeyOf(secret), signed);
            foreach (var given in signature.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                isGood |= given.StartsWith(Version, StringComparison.Ordinal) && IsSame(given[Version.Length..], expected);
            }
        }

        return isGood ? null : "No signature is good.";
    }

    /// <summary>The bytes behind <c>whsec_</c>; a secret without it is its own bytes.</summary>
    private static byte[] KeyOf(string secret)
    {
        var key = new byte[secret.Length];
        return secret.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length)
            ? key[..length]
            : Encoding.UTF8.GetBytes(secret);
    }

    private static bool IsSame(string given, byte[] expected)
    {
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given, bytes, out var length) && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, length), expected);
    }
}
