using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>Calls a REST API: makes requests, and values of the answers.</summary>
internal sealed class RestCalls(RestApi api, SystemHttp http)
{
    /// <summary>The address of a path; null when it would leave what lies below <c>url</c>.</summary>
    public Uri? Address(string? path) =>
        path is not null && Uri.TryCreate(api.Url, path, out var url)

            // A link of an answer, or dots in it, must not lead our credentials to another part of the server.
            && url.AbsoluteUri.StartsWith(api.Url.AbsoluteUri, StringComparison.Ordinal) ? url : null;

    public Task<RestReply> GetAsync(Uri address, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, address, null, [], CallKind.Repeatable, ct);

    /// <summary>
    /// Sends a request. An answer without success, or without the JSON that it should be, is a failure. Of an update or a delete nothing is
    /// asked but that it was done: a text like OK says so, but a page for people is none of the system's own, whatever its status.
    /// </summary>
    public async Task<RestReply> SendAsync(
        HttpMethod method, Uri address, JsonObject? body, IReadOnlyList<(string Name, string Value)> headers, CallKind call,
            CancellationToken ct)
    {
        var reply = await http.SendAsync(() => Request(method, address, body, headers), call, ct);
        if (reply.Value is not { } answer)
        {
            return new RestReply(null, reply.Failure);
        }

        var json = Json(answer);
        if (!answer.IsSuccess)
        {
            return RestErrors.Of(api.Errors, answer, json);
        }

        var isEnough = method != HttpMethod.Get && call is CallKind.Repeatable
            && answer.ContentHeaders.ContentType?.MediaType is not ("text/html" or "application/xhtml+xml");
        return json is null && answer.Body.Length > 0 && !isEnough
            ? new RestReply(null, answer.Malformed("it is no JSON."))
            : new RestReply(new RestAnswer(answer, json, address), null);
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address, JsonObject? body, IReadOnlyList<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.ParseAdd("application/json");
        foreach (var (name, value) in api.Headers.Select(static pair => (pair.Key, pair.Value)).Concat(headers))
        {
            // Replaced, not added to: a file may say itself what is accepted.
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, RestJson.Plain.JsonObject))
            {
                Headers = { ContentType = new("application/json") },
            };
        }

        return request;
    }

    private static JsonElement? Json(HttpReply answer)
    {
        try
        {
            return answer.Body.Length == 0 ? null : JsonSerializer.Deserialize(answer.Body.Span, RestJson.Plain.JsonElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
