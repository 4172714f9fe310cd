using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Tryton.Calls;

/// <summary>Calls methods of Tryton over JSON-RPC, each in a transaction of its own.</summary>
/// <param name="url">Where the database is called.</param>
/// <param name="http">Calls it, signed in.</param>
/// <param name="company">The company whose records are meant; null for the user's own.</param>
/// <param name="language">The language of names and messages.</param>
internal sealed class TrytonRpc(Uri url, SystemHttp http, int? company, string language)
{
    private volatile JsonObject? _context;

    /// <summary>Of the context: archived rows are meant, too.</summary>
    public static IReadOnlyList<(string Name, JsonNode? Value)> Archived => [("active_test", false)];

    /// <summary>Where it is, for people.</summary>
    public string Host => url.Host;

    /// <summary>Reads rows by growing id, archived ones too.</summary>
    /// <param name="model">The model.</param>
    /// <param name="domain">Which ones.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="fields">Their fields; <c>party.code</c> leads to the fields of others.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<RpcReply> FindAsync(string model, JsonArray domain, int limit, IEnumerable<string> fields, CancellationToken ct)
    {
        var reply = await OnAsync(
            model, "search_read",
            [domain, 0, limit, new JsonArray(new JsonArray("id", "ASC")), Texts(fields)], CallKind.Repeatable, Archived, ct);

        // No list must not look like one without rows: what is not found counts as gone.
        return reply is { Failure: null, Result: not JsonArray }
            ? new RpcReply(null, new Failure(FailureCause.Unavailable, $"The answer can't be understood: it is no list of {model}."))
            : reply;
    }

    /// <summary>The greatest value of a field; null when no row has one.</summary>
    public async Task<RpcReply> GreatestAsync(string model, string field, CancellationToken ct)
    {
        var reply = await OnAsync(
            model, "search_read",
            [
                new JsonArray(new JsonArray(field, "!=", null)), 0, 1, new JsonArray(new JsonArray(field, "DESC")), Texts([field]),
            ],
            CallKind.Repeatable, Archived, ct);
        return reply with { Result = reply.Rows.FirstOrDefault()?[field]?.DeepClone() };
    }

    /// <summary>Calls a method of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">What it is given, but for the context.</param>
    /// <param name="call">What it may leave behind.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<RpcReply> OnAsync(string model, string method, JsonArray arguments, CallKind call, CancellationToken ct) =>
        OnAsync(model, method, arguments, call, [], ct);

    /// <summary>The same, with what goes into the context besides.</summary>
    public async Task<RpcReply> OnAsync(
        string model, string method, JsonArray arguments, CallKind call, IReadOnlyList<(string Name, JsonNode? Value)> context,
        CancellationToken ct)
    {
        // Asked for once and without a lock: whoever asks at the same time gets the same.
        if (_context is not { } common)
        {
            var preferences = await SendAsync("model.res.user.get_preferences", [true, new JsonObject()], CallKind.Repeatable, ct);
            if (preferences.Failure is not null)
            {
                return preferences;
            }

            _context = common = Common(preferences.Result);
        }

        var whole = (JsonObject)common.DeepClone();
        foreach (var (name, value) in context)
        {
            whole[name] = value;
        }

        arguments.Add((JsonNode)whole);
        return await SendAsync($"model.{model}.{method}", arguments, call, ct);
    }

    private JsonObject Common(JsonNode? preferences)
    {
        var context = new JsonObject { ["language"] = language };
        if ((company ?? (int?)preferences?["company"]) is { } id)
        {
            context["company"] = id;
            context["companies"] = new JsonArray(id);
        }

        return context;
    }

    private async Task<RpcReply> SendAsync(string method, JsonArray parameters, CallKind call, CancellationToken ct)
    {
        var body = new JsonObject { ["id"] = 1, ["method"] = method, ["params"] = parameters };
        var reply = await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonBody.Of(body) }, call, ct);
        if (reply.Value is not { } answer)
        {
            return new RpcReply(null, reply.Failure);
        }

        if (!answer.IsSuccess)
        {
            return new RpcReply(null, RpcErrors.Of(answer));
        }

        return Read(answer) switch
        {
            { } json when json["error"] is JsonArray error => new RpcReply(null, RpcErrors.Of(error, answer)),

            // A result that is null is one, too; an answer without any is a page of somebody else.
            { } json when json.ContainsKey("result") =>
                new RpcReply(json["result"]?.DeepClone(), null) { At = answer.Headers.Date ?? answer.ReceivedAt },
            _ => new RpcReply(null, answer.Malformed("it is no JSON with a result.")),
        };
    }

    private static JsonObject? Read(HttpReply answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(static text => (JsonNode)text)];
}
