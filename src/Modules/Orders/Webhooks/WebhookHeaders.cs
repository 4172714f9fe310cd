using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Orders.Webhooks;

/// <summary>The headers of a call that verification reads. A secret that came as it is is never kept, only whether it was right.</summary>
/// <param name="Id">Header <c>webhook-id</c>; the same for repeats of one call.</param>
/// <param name="Timestamp">Header <c>webhook-timestamp</c>, in seconds since 1970.</param>
/// <param name="Signature">Header <c>webhook-signature</c>.</param>
/// <param name="HasSecret">Whether the secret itself came, and was right.</param>
internal sealed record WebhookHeaders(string? Id, string? Timestamp, string? Signature, bool HasSecret)
{
    private const int LengthMax = 1_000;

    /// <summary>Whether the call is signed by the Standard Webhooks specification.</summary>
    public bool IsSigned => Id is not null || Timestamp is not null || Signature is not null;

    public static WebhookHeaders Read(HttpRequest request, string secretHeader, IReadOnlyList<string> secrets) => new(
        Text(request, StandardWebhooks.IdHeader), Text(request, StandardWebhooks.TimestampHeader),
        Text(request, StandardWebhooks.SignatureHeader),
        Text(request, secretHeader) is { } shown && IsOne(shown, secrets));

    private static string? Text(HttpRequest request, string name) =>
        request.Headers[name] is [{ Length: > 0 and <= LengthMax } text] && !text.AsSpan().ContainsAnyInRange('\0', '\u001f') ? text : null;

    /// <summary>Whether a text is one of the secrets; the comparison takes the same time for each.</summary>
    public static bool IsOne(string shown, IReadOnlyList<string> secrets)
    {
        var (hash, isOne) = (SHA256.HashData(Encoding.UTF8.GetBytes(shown)), false);
        foreach (var secret in secrets)
        {
            isOne |= CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        }

        return isOne;
    }
}
