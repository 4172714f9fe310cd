using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.Security;

/// <summary>What of a call is signed, and how that is written down.</summary>
public enum SignatureForm
{
    /// <summary><see cref="StandardWebhooks"/>.</summary>
    Standard,

    /// <summary>HMAC-SHA256 over the body, in hexadecimal digits or base64.</summary>
    Body,

    /// <summary>HMAC-SHA256 over <c>time.body</c>; the header says <c>t=time,v1=signature</c>, in hexadecimal digits.</summary>
    TimedBody,

    /// <summary>Nothing; the secret comes as it is.</summary>
    Secret,
}

/// <summary>How senders show that a call is theirs: a row of the one table of schemes. All comparisons take the same time.</summary>
/// <param name="Name">Its name in flows.</param>
/// <param name="Form">What is signed.</param>
/// <param name="Header">The header with the signature, or the secret.</param>
/// <param name="IdHeader">The header with the id of a call, the same for its repeats; null when there is none.</param>
/// <param name="IsFree">Whether the header may be another one.</param>
public sealed record SignatureScheme(string Name, SignatureForm Form, string Header, string? IdHeader = null, bool IsFree = false)
{
    private const string Algorithm = "sha256=";

    /// <summary>The schemes that there are.</summary>
    public static IReadOnlyList<SignatureScheme> All { get; } =
    [
        new("standard", SignatureForm.Standard, StandardWebhooks.SignatureHeader, StandardWebhooks.IdHeader),
        new("github", SignatureForm.Body, "X-Hub-Signature-256", "X-GitHub-Delivery"),
        new("shopify", SignatureForm.Body, "X-Shopify-Hmac-Sha256", "X-Shopify-Webhook-Id"),
        new("stripe", SignatureForm.TimedBody, "Stripe-Signature"),
        new("hmac", SignatureForm.Body, "X-Signature", IsFree: true),
        new("secret", SignatureForm.Secret, "X-Webhook-Secret", IsFree: true),
    ];

    /// <summary>Whether the sender says when it sent the call, and signs that, so that an old call can't be sent again.</summary>
    public bool IsTimed => Form is SignatureForm.Standard or SignatureForm.TimedBody;

    /// <summary>Why a call is not to be believed, in one sentence that holds nothing of it; null when it is.</summary>
    /// <param name="header">Finds the text of a header; null when it is not there.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="secrets">The secrets that count, at least one.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <param name="tolerance">How far the sender's time may be from ours, where the scheme has one.</param>
    public string? Refuse(
        Func<string, string?> header, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, DateTimeOffset receivedAt, TimeSpan tolerance)
    {
        if (header(Header) is not { } shown)
        {
            return $"There is no header {Header}.";
        }

        return Form switch
        {
            SignatureForm.Standard => StandardWebhooks.Refuse(
                header(StandardWebhooks.IdHeader), header(StandardWebhooks.TimestampHeader), shown, body, secrets, receivedAt, tolerance),
            SignatureForm.TimedBody => RefuseTimed(shown, body, secrets, receivedAt, tolerance),
            SignatureForm.Secret => SharedSecret.IsOne(shown, secrets) ? null : $"{Header} is not the secret.",
            _ => IsSigned(body, [shown], secrets) ? null : "The signature is not good.",
        };
    }

    private static string? RefuseTimed(
        string shown, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, DateTimeOffset receivedAt, TimeSpan tolerance)
    {
        var parts = shown.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.FirstOrDefault(static part => part.StartsWith("t=", StringComparison.Ordinal))?[2..] is not { } time)
        {
            return "The signature says no time.";
        }

        if (!StandardWebhooks.IsTimely(time, receivedAt, tolerance))
        {
            return "The time of the signature is too far from the time here.";
        }

        var given = parts.Where(static part => part.StartsWith("v1=", StringComparison.Ordinal)).Select(static part => part[3..]);
        return IsSigned([.. Encoding.UTF8.GetBytes($"{time}."), .. body], [.. given], secrets) ? null : "No signature is good.";
    }

    private static bool IsSigned(ReadOnlySpan<byte> signed, IReadOnlyList<string> given, IReadOnlyList<string> secrets)
    {
        var isGood = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            foreach (var one in given)
            {
                isGood |= CryptographicOperations.FixedTimeEquals(BytesOf(one), expected);
            }
        }

        return isGood;
    }

    /// <summary>Hexadecimal digits, with or without the name of the algorithm before them, or base64; nothing when it is neither.</summary>
    private static byte[] BytesOf(string text)
    {
        var digits = text.StartsWith(Algorithm, StringComparison.OrdinalIgnoreCase) ? text[Algorithm.Length..] : text;
        if (digits.Length == 2 * HMACSHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(digits);
        }

        var bytes = new byte[digits.Length];
        return Convert.TryFromBase64String(digits, bytes, out var length) ? bytes[..length] : [];
    }
}
