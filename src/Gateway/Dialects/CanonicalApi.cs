using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Gateway.Edge;
using Lockstep.Gateway.Edge.Limits;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Gateway.Dialects;

/// <summary>
/// The canonical API as a dialect calls it for one request: through the rest of the gateway, with the credential, headers and connection of
/// the request, so that permissions, limits, idempotency and events are those of everybody else. All that it asks for counts as one request.
/// </summary>
/// <param name="outer">The request.</param>
/// <param name="gateway">The rest of the gateway.</param>
/// <param name="id">What stands for <c>{id}</c> in the path; null where nothing does.</param>
/// <param name="fault">Adds to problem details what the dialect's clients read there; null when they read nothing else.</param>
internal sealed class CanonicalApi(
    HttpContext outer, RequestDelegate gateway, string? id, Action<JsonObject, DateTimeOffset>? fault) : IProblemWriter
{
    private const int RowsMax = 10_000;
    private const int PageSize = 500;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private bool _isCounted;

    /// <summary>The query that the client sent.</summary>
    public IQueryCollection Query => outer.Request.Query;

    /// <summary>The whole of it.</summary>
    public QueryString QueryText => outer.Request.QueryString;

    /// <summary>What stands for <c>{id}</c> in the path.</summary>
    public string Id => id ?? throw new InvalidOperationException("The route has no {id}.");

    public DateTimeOffset Now => outer.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>Sends the request on as it is, without its query, and answers it in another shape.</summary>
    /// <param name="path">The canonical path.</param>
    /// <param name="shape">Turns the record that comes back into the dialect's.</param>
    public async Task ForwardAsync(string path, Func<JsonNode, JsonObject> shape)
    {
        var answer = await SendAsync(InnerRequest.Same(outer, path));
        await (answer.Status >= 400 ? PassOnAsync(answer) : AnswerAsync(shape(answer.Read()), answer.Status));
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
        var after = Query["after"] is [{ Length: > 0 } given] ? given : null;
        do
        {
            var query = QueryString.Create("size", PageSize.ToString(CultureInfo.InvariantCulture));
            var answer = await SendAsync("GET", path, after is null ? query : query.Add("after", after));
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

        await AnswerAsync(rows);
    }

    /// <summary>Sends a request of the dialect's own.</summary>
    /// <param name="method">For example <c>PATCH</c>.</param>
    /// <param name="path">The canonical path.</param>
    /// <param name="query">The canonical query.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="key">Tells the requests of one apart that came with an Idempotency-Key; null when the key does not go along.</param>
    public Task<CanonicalAnswer> SendAsync(string method, string path, QueryString query = default, JsonNode? body = null, string? key = null) =>
        SendAsync(InnerRequest.Own(outer, method, path, query, body is null ? [] : Json.Write(body), key));

    /// <summary>Sends a request whose answer goes on to the client while it comes in; a problem goes on in the dialect's shape.</summary>
    public async Task StreamAsync(string path, QueryString query, string fileName)
    {
        await using var relay = new AnswerRelay(outer, fileName);
        var inner = InnerRequest.Own(outer, "GET", path, query, [], null).ToContext(relay);
        relay.Inner = inner.Response;
        await CallAsync(inner);
        if (!relay.IsPassedOn)
        {
            await PassOnAsync(new CanonicalAnswer(inner.Response.StatusCode, inner.Response.Headers, relay.Held));
        }
    }

    /// <summary>The JSON object that the client sent; null when it sent none, and was told so.</summary>
    /// <param name="isOptional">Whether nothing at all counts as an empty object.</param>
    public Task<JsonObject?> ReadObjectAsync(bool isOptional = false) => ReadAsync<JsonObject>(isOptional ? [] : null);

    /// <summary>The same for an array.</summary>
    public Task<JsonArray?> ReadArrayAsync() => ReadAsync<JsonArray>(null);

    private async Task<T?> ReadAsync<T>(T? otherwise) where T : JsonNode
    {
        using var body = new MemoryStream();
        await outer.Request.Body.CopyToAsync(body, outer.RequestAborted);
        if (body.Length == 0 && otherwise is not null)
        {
            return otherwise;
        }

        if (!outer.Request.HasJsonContentType())
        {
            await RefuseAsync(new Problem(415, "Send JSON, with Content-Type: application/json."));
            return null;
        }

        try
        {
            return JsonNode.Parse(body.ToArray(), documentOptions: Strict) as T ?? throw new JsonException("It is of another kind.");
        }
        catch (JsonException error)
        {
            await RefuseAsync(JsonFaults.ToRefusal(error));
            return null;
        }
    }

    public Task AnswerAsync(JsonNode body, int status = StatusCodes.Status200OK)
    {
        outer.Response.StatusCode = status;
        return WriteAsync(body, "application/json; charset=utf-8");
    }

    /// <summary>Says what is wrong with the request.</summary>
    public Task RefuseAsync(Problem problem)
    {
        outer.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } pause)
        {
            outer.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return WriteProblemAsync(JsonNode.Parse(problem.Render(outer))!.AsObject());
    }

    /// <summary>What is answered must not be kept, not even by a proxy.</summary>
    public void KeepNothing() => outer.Response.Headers.CacheControl = "no-store";

    /// <summary>An error stays what it is; only the path in it is the one that the client asked for.</summary>
    public Task PassOnAsync(CanonicalAnswer answer)
    {
        var response = outer.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        response.ContentLength = null;
        return answer.Body.Length == 0 ? Task.CompletedTask : WriteProblemAsync(answer.Read().AsObject());
    }

    private async Task<CanonicalAnswer> SendAsync(InnerRequest request)
    {
        using var body = new MemoryStream();
        var inner = request.ToContext(body);
        await CallAsync(inner);
        return new CanonicalAnswer(inner.Response.StatusCode, inner.Response.Headers, body.ToArray());
    }

    private async Task CallAsync(HttpContext inner)
    {
        if (_isCounted)
        {
            inner.Items[CallerLimit.Counted] = true;
        }

        _isCounted = true;
        await gateway(inner);
        await inner.Response.CompleteAsync();
    }

    private Task WriteProblemAsync(JsonObject problem)
    {
        problem["instance"] = outer.Request.Path.Value;
        fault?.Invoke(problem, Now);
        return WriteAsync(problem, Problem.MediaType);
    }

    private async Task WriteAsync(JsonNode body, string mediaType)
    {
        var bytes = Json.Write(body);
        outer.Response.ContentType = mediaType;
        outer.Response.ContentLength = bytes.Length;
        await outer.Response.Body.WriteAsync(bytes, outer.RequestAborted);
    }
}

/// <summary>What the canonical API answered.</summary>
internal sealed record CanonicalAnswer(int Status, IHeaderDictionary Headers, byte[] Body)
{
    public JsonNode Read() => JsonNode.Parse(Body)!;
}
