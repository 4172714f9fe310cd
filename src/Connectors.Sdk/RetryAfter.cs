using System.Net.Http.Headers;

namespace Lockstep.Connectors.Sdk;

/// <summary>Reads the header <c>Retry-After</c>, which has seconds or a date.</summary>
public static class RetryAfter
{
    // A slip of the other side, such as a date in another century, must not stop a system for good.
    private static readonly TimeSpan Max = TimeSpan.FromDays(1);

    /// <summary>How long to wait; null when the header is not there or can't be read. At most a day.</summary>
    /// <param name="headers">The headers of the answer.</param>
    /// <param name="now">The instant; a date counts from the answer's own <c>Date</c>, for the system's clock may be off.</param>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } pause } => Within(pause),
        { Date: { } at } => Within(at - (headers.Date ?? now)),
        _ => null,
    };

    private static TimeSpan Within(TimeSpan pause) => pause < TimeSpan.Zero ? TimeSpan.Zero : pause > Max ? Max : pause;
}
