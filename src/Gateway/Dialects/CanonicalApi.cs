using System.Text.Json.Nodes;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockstep.Gateway.Dialects;

/// <summary>
/// The canonical API as a dialect calls it for one request: through the rest of the gateway, with the credential, headers and connection of
/// the request, so that permissions, limits, idempotency and events are those of everybody else.
/// </summary>
internal sealed class CanonicalApi(HttpContext outer, RequestDelegate gateway)
{
    private const int RowsMax = 10_000;
    private const int PageSize = 500;

    /// <summary>Sends a request on and answers it in another shape.</summary>
    /// <param name="path">The canonical path.</param>
    /// <param name="shape">Turns the record that comes back into the dialect's.</param>
    public async Task ForwardAsync(string path, Func<JsonNode, JsonObject> shape)
    {
        var answer = await SendAsync(path, QueryString.Empty);
        if (answer.Status >= 400)
        {
            await PassOnAsync(answer);
            return;
        }

        outer.Response.StatusCode = answer.Status;
        await WriteAsync(shape(answer.Read()));
    }

    /// <summary>
    /// Answers a list as a bare array, which ends at 10,000 rows; a <c>Link</c> with <c>rel="next"</c> then says where it goes on. Of the query
    /// only <c>after</c> counts: these clients were used to servers that knew of no parameters.
    /// </summary>
    /// <param name="path">The canonical path of the list.</param>
    /// <param name="shape">Turns each record into the dialect's.</param>
    public async Task ListAsync(string path, Func<JsonNode, JsonObject> shape)
    {
        var rows = new JsonArray();
        var after = outer.Request.Query["after"] is [{ Length: > 0 } given] ? given : null;
        do
        {
            var query = QueryString.Create("size", PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var answer = await SendAsync(path, after is null ? query : query.Add("after", after));
            if (answer.Status >= 400)
            {
                await PassOnAsync(answer);
                return;
            }

            var page = answer.Read();
            foreach (var row in page["items"]!.AsArray())
            {
                rows.Add((JsonNode)shape(row!));
            }

            after = (string?)page["next"];
        }
        while (after is not null && rows.Count < RowsMax);

        if (after is not null)
        {
            outer.Response.Headers.Link = $"<{outer.Request.Path.ToUriComponent()}{QueryString.Create("after", after)}>; rel=\"next\"";
        }

        await WriteAsync(rows);
    }

    private async Task<CanonicalAnswer> SendAsync(string path, QueryString query)
    {
        using var body = new MemoryStream();
        var inner = Inner(path, query, body);
        await gateway(inner);
        await inner.Response.CompleteAsync();
        return new CanonicalAnswer(inner.Response.StatusCode, inner.Response.Headers, body.ToArray());
    }

    /// <summary>A request of its own beside the outer one: what is not set here, such as the connection, is the outer one's.</summary>
    private DefaultHttpContext Inner(string path, QueryString query, Stream body)
    {
        var features = new FeatureCollection(outer.Features);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = outer.Request.Method,
            Scheme = outer.Request.Scheme,
            Protocol = outer.Request.Protocol,
            Path = path,
            QueryString = query.Value ?? "",

            // A copy, because the gatekeeper puts its internal token in place of the credential.
            Headers = new HeaderDictionary(outer.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)),
            Body = outer.Request.Body,
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = outer.RequestAborted });
        features.Set<IItemsFeature>(new ItemsFeature());
        features.Set<IQueryFeature>(new QueryFeature(features));
        features.Set<IEndpointFeature>(new NoEndpoint());
        features.Set<IRouteValuesFeature>(new RouteValuesFeature());
        return new DefaultHttpContext(features) { RequestServices = outer.RequestServices, TraceIdentifier = outer.TraceIdentifier };
    }

    /// <summary>An error stays what it is; only the path in it is the one that the client asked for.</summary>
    private async Task PassOnAsync(CanonicalAnswer answer)
    {
        var response = outer.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        response.ContentLength = null;
        if (answer.Body.Length == 0)
        {
            return;
        }

        response.ContentType = Problem.MediaType;
        var problem = answer.Read();
        problem["instance"] = outer.Request.Path.Value;
        await response.Body.WriteAsync(Json.Write(problem), outer.RequestAborted);
    }

    private async Task WriteAsync(JsonNode body)
    {
        var bytes = Json.Write(body);
        outer.Response.ContentType = "application/json; charset=utf-8";
        outer.Response.ContentLength = bytes.Length;
        await outer.Response.Body.WriteAsync(bytes, outer.RequestAborted);
    }

    private sealed class NoEndpoint : IEndpointFeature
    {
        public Endpoint? Endpoint { get; set; }
    }
}

/// <summary>What the canonical API answered.</summary>
internal sealed record CanonicalAnswer(int Status, IHeaderDictionary Headers, byte[] Body)
{
    public JsonNode Read() => JsonNode.Parse(Body)!;
}
