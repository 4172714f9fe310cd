using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Gateway.Batch;

/// <summary>
/// One read of a batch as a request of its own: with the connection, the port and the credential of its batch, and nothing else of it.
/// </summary>
internal static class ReadContext
{
    /// <param name="batch">The request of the batch.</param>
    /// <param name="path">Path and query, checked.</param>
    /// <param name="known">The ETag that the caller has; null for none.</param>
    /// <param name="body">Takes the answer.</param>
    /// <param name="services">The services of the read.</param>
    /// <param name="ct">Calls it off.</param>
    public static HttpContext Of(
        HttpContext batch, string path, string? known, Stream body, IServiceProvider services, CancellationToken ct)
    {
        var features = new FeatureCollection();
        var (bare, query) = path.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? (path[..at], path[at..]) : (path, "");
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Get,
            Scheme = batch.Request.Scheme,
            Protocol = batch.Request.Protocol,
            Path = PathString.FromUriComponent(bare).Value!,
            QueryString = query,
            RawTarget = path,
            Headers = HeadersOf(batch.Request, known),
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = ct });
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = batch.TraceIdentifier });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
        {
            ConnectionId = batch.Connection.Id,
            LocalIpAddress = batch.Connection.LocalIpAddress,
            LocalPort = batch.Connection.LocalPort,
            RemoteIpAddress = batch.Connection.RemoteIpAddress,
            RemotePort = batch.Connection.RemotePort,
        });

        // By these two the guard of names and the dialects go: a read comes in by the connection and the port of its batch.
        features.Set(batch.Features.Get<ITlsHandshakeFeature>());
        features.Set(Listener.Of(batch));
        features.Set(new PartOfBatch());
        return new DefaultHttpContext(features) { RequestServices = services };
    }

    /// <summary>By now every credential but a token of ours has been exchanged for one, which stands in the Authorization header.</summary>
    private static HeaderDictionary HeadersOf(HttpRequest batch, string? known)
    {
        var headers = new HeaderDictionary
        {
            [HeaderNames.Host] = batch.Headers.Host,
            [HeaderNames.Authorization] = batch.Headers.Authorization,
        };
        if (known is not null)
        {
            headers[HeaderNames.IfNoneMatch] = known;
        }

        return headers;
    }
}
