using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>What a call may have left behind when its answer is missing or bad.</summary>
public enum CallKind
{
    /// <summary>Nothing, or nothing that a repeat would do twice: reads, searches, updates and deletes by id.</summary>
    Repeatable,

    /// <summary>A record more: creates without an idempotency key that the system honours.</summary>
    Unrepeatable,
}

/// <summary>An answer over HTTP, whatever its status.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="ContentHeaders">Those of the body.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Call">What the call may have left behind.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Mask">Takes what is secret out of a text.</param>
public sealed record HttpReply(
    HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, ReadOnlyMemory<byte> Body, CallKind Call,
    DateTimeOffset ReceivedAt, Func<string, string> Mask)
{
    /// <summary>Whether the status is one of success.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The beginning of the body for a person, without anything secret; null when it is empty.</summary>
    public string? Excerpt => Body.Length == 0 ? null : Excerpts.Clean(Encoding.UTF8.GetString(Body.Span), Mask);

    /// <summary>
    /// What an answer without success usually means. A connector that knows better by the body says so instead: some systems answer 403 for
    /// what is not there, some 200 for what they refuse.
    /// </summary>
    /// <param name="cause">What it means, where the connector knows better.</param>
    /// <param name="message">The same in a sentence.</param>
    public Failure ToFailure(FailureCause? cause = null, string? message = null) =>
        new(cause ?? Usual, message ?? $"It answered {(int)Status}.")
    {
        Status = (int)Status,
        Answer = Excerpt,
        RetryAfter = RetryAfter.Of(Headers, ReceivedAt),
    };

    /// <summary>An answer that says yes but can't be understood. After a create nobody knows what it did.</summary>
    /// <param name="reason">What is wrong with it, as a sentence.</param>
    public Failure Malformed(string reason) => new(
        Call is CallKind.Unrepeatable ? FailureCause.OutcomeUnknown : FailureCause.Unavailable, $"Its answer can't be understood: {reason}")
    {
        Status = (int)Status,
        Answer = Excerpt,
    };

    private FailureCause Usual => Status switch
    {
        HttpStatusCode.TooManyRequests => FailureCause.Quota,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired => FailureCause.SignIn,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => FailureCause.NotFound,
        HttpStatusCode.PreconditionFailed => FailureCause.VersionConflict,

        // The server may have failed behind its commit: whether a create made something only a look can tell.
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
            Call is CallKind.Unrepeatable ? FailureCause.OutcomeUnknown : FailureCause.Unavailable,
        _ => FailureCause.TargetRefused,
    };
}
