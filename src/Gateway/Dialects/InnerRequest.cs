using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockstep.Gateway.Dialects;

/// <summary>A canonical request beside the one that the client sent: what is not said here, such as the connection, is the outer one's.</summary>
internal sealed class InnerRequest
{
    private static readonly string[] OfTheBody = ["Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Expect"];
    private static readonly string[] OfTheRecord = ["Idempotency-Key", "If-Match", "If-None-Match", "If-Modified-Since", "Range"];
    private readonly HttpContext _outer;
    private readonly string _method;
    private readonly string _path;
    private readonly QueryString _query;
    private readonly IHeaderDictionary _headers;
    private readonly byte[]? _body;

    private InnerRequest(HttpContext outer, string method, string path, QueryString query, byte[]? body)
    {
        (_outer, _method, _path, _query, _body) = (outer, method, path, query, body);

        // A copy, because the access check puts its internal token in place of the credential.
        _headers = new HeaderDictionary(outer.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The client's request at another path.</summary>
    public static InnerRequest Same(HttpContext outer, string path) => new(outer, outer.Request.Method, path, QueryString.Empty, null);

    /// <summary>Another request with the client's credential.</summary>
    public static InnerRequest Own(HttpContext outer, string method, string path, QueryString query, byte[] body, string? key)
    {
        var request = new InnerRequest(outer, method, path, query, body);
        foreach (var name in OfTheBody.Concat(OfTheRecord))
        {
            request._headers.Remove(name);
        }

        if (body.Length > 0)
        {
            (request._headers.ContentType, request._headers.ContentLength) = ("application/json", body.Length);
        }

        if (key is not null && outer.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } given])
        {
            request._headers["Idempotency-Key"] = given + key;
        }

        return request;
    }

    /// <param name="answer">Where the body of the answer goes.</param>
    public DefaultHttpContext ToContext(Stream answer)
    {
        var features = new FeatureCollection(_outer.Features);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = _method,
            Scheme = _outer.Request.Scheme,
            Protocol = _outer.Request.Protocol,
            Path = _path,
            QueryString = _query.Value ?? "",
            Headers = _headers,
            Body = _body is null ? _outer.Request.Body : new MemoryStream(_body, writable: false),
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new Lifetime(_outer));
        features.Set<IItemsFeature>(new ItemsFeature());
        features.Set<IQueryFeature>(new QueryFeature(features));
        features.Set<IEndpointFeature>(new NoEndpoint());
        features.Set<IRouteValuesFeature>(new RouteValuesFeature());
        if (_body is not null)
        {
            features.Set<IHttpRequestBodyDetectionFeature>(new OwnBody(_body.Length > 0));
            features.Set<IRequestBodyPipeFeature>(new OwnPipe(PipeReader.Create(new MemoryStream(_body, writable: false))));
        }

        return new DefaultHttpContext(features) { RequestServices = _outer.RequestServices, TraceIdentifier = _outer.TraceIdentifier };
    }

    private sealed class NoEndpoint : IEndpointFeature
    {
        public Endpoint? Endpoint { get; set; }
    }

    private sealed record OwnBody(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    private sealed record OwnPipe(PipeReader Reader) : IRequestBodyPipeFeature;

    /// <summary>Ends with the client's request; half an answer of this one must not look like a whole one there.</summary>
    private sealed class Lifetime(HttpContext outer) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; } = outer.RequestAborted;

        public void Abort() => outer.Abort();
    }
}
