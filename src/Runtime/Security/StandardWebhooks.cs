using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.Security;

/// <summary>
/// The signature of Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>; several signatures with blanks between, <c>v1,</c> and
/// base64 each. Both ways: what we send is signed and what we get is verified here.
/// </summary>
public static class StandardWebhooks
{
    /// <summary>The header with the id of a message; the same for every repeat.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the instant of the attempt, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int SecretBytes = 32;

    /// <summary>A new secret: 256 random bits in base64 behind <c>whsec_</c>.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    public static string TimestampOf(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of <see cref="SignatureHeader"/>: a signature by each secret, in their order.</summary>
    /// <param name="id">The id of the message.</param>
    /// <param name="timestamp">See <see cref="TimestampOf"/>.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <param name="secrets">The secrets; at least one.</param>
    public static string Sign(string id, string timestamp, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        var signed = Signed(id, timestamp, body);
        return string.Join(' ', secrets.Select(secret => Version + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))));
    }

    /// <summary>Whether one of the signatures is by one of the secrets; takes the same time for each.</summary>
    /// <param name="id">The id of the message.</param>
    /// <param name="timestamp">The text of the header.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="signatures">The text of the header.</param>
    /// <param name="secrets">The secrets that count.</param>
    public static bool IsSigned(string id, string timestamp, ReadOnlySpan<byte> body, string signatures, IEnumerable<string> secrets)
    {
        var (signed, isGood) = (Signed(id, timestamp, body), false);
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(KeyOf(secret), signed);
            foreach (var given in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                isGood |= given.StartsWith(Version, StringComparison.Ordinal) && IsSame(given[Version.Length..], expected);
            }
        }

        return isGood;
    }

    /// <summary>Why a call is not to be believed, in one sentence; null when it is.</summary>
    /// <param name="id">The header with the id; null when it is not there.</param>
    /// <param name="timestamp">The header with the instant.</param>
    /// <param name="signatures">The header with the signatures.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="secrets">The secrets that count.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <param name="tolerance">How far the sender's time may be from ours.</param>
    public static string? Refuse(
        string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets,
        DateTimeOffset receivedAt, TimeSpan tolerance)
    {
        if (id is null || timestamp is null || signatures is null)
        {
            return "webhook-id, webhook-timestamp and webhook-signature belong together.";
        }

        return !IsTimely(timestamp, receivedAt, tolerance) ? "webhook-timestamp is too far from the time here."
            : IsSigned(id, timestamp, body, signatures, secrets) ? null
            : "No signature is good.";
    }

    /// <summary>Whether seconds since 1970 are near enough to an instant.</summary>
    internal static bool IsTimely(string timestamp, DateTimeOffset receivedAt, TimeSpan tolerance) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs((double)seconds - receivedAt.ToUnixTimeSeconds()) <= tolerance.TotalSeconds;

    private static byte[] Signed(string id, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];

    /// <summary>The bytes behind <c>whsec_</c>; a secret without it is its own bytes.</summary>
    private static byte[] KeyOf(string secret)
    {
        var key = new byte[secret.Length];
        return secret.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[Prefix.Length..], key,
            out var length)
            ? key[..length]
            : Encoding.UTF8.GetBytes(secret);
    }

    private static bool IsSame(string given, byte[] expected)
    {
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given, bytes, out var length)
            && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, length), expected);
    }
}
