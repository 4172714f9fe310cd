using Lockstep.Runtime.Http;
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
    /// <summary>Whether the call is signed by the Standard Webhooks specification.</summary>
    public bool IsSigned => Id is not null || Timestamp is not null || Signature is not null;

    public static WebhookHeaders Read(HttpRequest request, string secretHeader, IReadOnlyList<string> secrets) => new(
        RawCall.Header(request, StandardWebhooks.IdHeader), RawCall.Header(request, StandardWebhooks.TimestampHeader),
        RawCall.Header(request, StandardWebhooks.SignatureHeader),
        RawCall.Header(request, secretHeader) is { } shown && SharedSecret.IsOne(shown, secrets));
}
