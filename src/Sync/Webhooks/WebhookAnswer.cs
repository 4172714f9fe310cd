using System.Globalization;
using System.Net;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Webhooks;

/// <summary>What the answer of a receiver means. Pure.</summary>
internal static class WebhookAnswer
{
    /// <summary>Any 2xx is a yes; the rest are the causes of a failure.</summary>
    public static ApplyResult Judge(HttpResponseMessage answer, string? excerpt, DateTimeOffset now)
    {
        var status = (int)answer.StatusCode;
        var result = answer.IsSuccessStatusCode
            ? ApplyResult.Done(status.ToString(CultureInfo.InvariantCulture))
            : ApplyResult.Failed(CauseOf(answer.StatusCode), Say(status), RetryAfter.Of(answer.Headers, now));
        return result with { Status = status, Answer = excerpt };
    }

    /// <summary>A text for a person, in one table's row: bounded, and without control characters that no store takes.</summary>
    public static string Clean(string text)
    {
        var kept = string.Concat(text.Where(static one => !char.IsControl(one) || one is '\n' or '\t').Take(ApplyResult.AnswerMax));
        return kept.Length > 0 && char.IsHighSurrogate(kept[^1]) ? kept[..^1] : kept;
    }

    private static FailureCause CauseOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => FailureCause.Quota,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => FailureCause.SignIn,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => FailureCause.Unavailable,
        _ => FailureCause.TargetRefused,
    };

    private static string Say(int status) => status switch
    {
        >= 300 and < 400 => $"The receiver answered {status}; redirects are not followed.",
        (int)HttpStatusCode.Gone => "The receiver answered 410: it is gone for good.",
        _ => $"The receiver answered {status}.",
    };
}
