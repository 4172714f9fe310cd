using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Outbound;

/// <summary>
/// A URL was not called, because of what it is or where it leads. The message is one line for the person who configured it.
/// </summary>
public sealed class OutboundRefusedException(string message) : HttpRequestException(HttpRequestError.ConnectionError, message)
{
    /// <summary>A 400 that names the field in which the URL came.</summary>
    public Refusal ToRefusal(string field) => Refusal.Invalid(field, Message);
}

/// <summary>
/// A call was given up, because its answer was too long or took too long, or because nobody answered the connection: then with
/// <see cref="HttpRequestError.ConnectionError"/>, and nothing was sent. The message is one line and names the host.
/// </summary>
public sealed class OutboundLimitException(string message, HttpRequestError error = HttpRequestError.ResponseEnded)
    : HttpRequestException(error, message);
