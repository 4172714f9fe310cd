using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Connectors.Sample;

/// <summary>
/// A small outside product that keeps notes, over HTTP on a port of its own. Ids have slashes, every write has a number, deleted notes stay
/// in the list of changes, a text is trimmed. It fails when it is told to.
/// </summary>
internal sealed class NotesServer : IAsyncDisposable
{
    public const string Key = "k3y of the notes";
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _notes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(Misbehaviour How, string? Method)> _failures = new();
    private long _writes;
    private int _calls;

    private NotesServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public int Calls => _calls;

    /// <summary>The notes that there are.</summary>
    public IReadOnlyList<JsonObject> Notes
    {
        get
        {
            lock (_gate)
            {
                return [.. _notes.Values.Where(static note => !IsDeleted(note)).Select(static note => (JsonObject)note.DeepClone())];
            }
        }
    }

    public static async Task<NotesServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new NotesServer(builder.Build());
        server._app.Run(server.ServeAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Fails once, with the next call, or the next one with a method.</summary>
    public void Fail(Misbehaviour how, string? method = null) => _failures.Enqueue((how, method));

    public JsonObject Make(JsonObject fields) => Write(null, fields);

    public void Change(string id, JsonObject fields) => Write(id, fields);

    public void Delete(string id) => Write(id, new JsonObject { ["deleted"] = true });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        var failure = TakeFailure(context.Request.Method);
        if (Refusal(context, failure) is var (refused, why))
        {
            await AnswerAsync(context, refused, new JsonObject { ["error"] = why });
            return;
        }

        var (status, body) = await HandleAsync(context);
        if (failure is Misbehaviour.WritesAndHangsUp)
        {
            context.Abort();
            return;
        }

        if (failure is Misbehaviour.AnswersNonsense)
        {
            await context.Response.WriteAsync("{\"id\":\"n");
            return;
        }

        await AnswerAsync(context, status, body);
    }

    private static (int Status, string Why)? Refusal(HttpContext context, Misbehaviour? how)
    {
        var headers = context.Response.Headers;
        switch (how)
        {
            case Misbehaviour.AsksForSevenSeconds:
                headers.RetryAfter = "7";
                return (429, "slow down");
            case Misbehaviour.AsksForADate:
                var date = TimeProvider.System.GetUtcNow().AddDays(-1);
                headers.Date = date.ToString("R", CultureInfo.InvariantCulture);
                headers.RetryAfter = date.AddSeconds(7).ToString("R", CultureInfo.InvariantCulture);
                return (429, "slow down");
            case Misbehaviour.BreaksDown:
                return (500, "broken");
            case Misbehaviour.LetsNobodyIn:
                return (401, "who is it");
            case Misbehaviour.RepeatsWhatItWasSent:
                return (400, string.Join('\n', context.Request.Headers.Select(static one => $"{one.Key}: {one.Value}")));
            default:
                return null;
        }
    }

    private Misbehaviour? TakeFailure(string method)
    {
        lock (_gate)
        {
            return _failures.TryPeek(out var next) && (next.Method is null || string.Equals(next.Method, method, StringComparison.Ordinal))
                && _failures.TryDequeue(out next) ? next.How : null;
        }
    }

    private async Task<(int Status, JsonObject? Body)> HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!string.Equals(request.Headers["X-Api-Key"], Key, StringComparison.Ordinal))
        {
            return (401, new JsonObject { ["error"] = "who is it" });
        }

        var id = request.Query["id"].FirstOrDefault();
        var body = request.Method is "POST" or "PATCH" ? (await JsonNode.ParseAsync(request.Body))!.AsObject() : [];
        lock (_gate)
        {
            return (request.Method, request.Path.Value, id) switch
            {
                ("GET", "/", _) => (200, new JsonObject { ["product"] = "Notes 1.0" }),
                ("GET", "/changes", _) => (200, Changes(Number(request, "after"), (int)Number(request, "limit"))),
                ("GET", "/notes", null) => (200, Search(request.Query["code"]!)),
                ("POST", "/notes", _) => Create(body, request.Headers["Idempotency-Key"]),
                _ when id is null || !_notes.TryGetValue(id, out var found) || IsDeleted(found) =>
                    (404, new JsonObject { ["error"] = "no such note" }),
                ("GET", "/notes", _) => (200, _notes[id]),
                (_, "/notes", _) when request.Headers.IfMatch is [{ } version]
                    && !string.Equals(version, VersionOf(id), StringComparison.Ordinal) =>
                    (412, new JsonObject { ["error"] = "changed meanwhile" }),
                ("PATCH", "/notes", _) => (200, Write(id, body)),
                ("DELETE", "/notes", _) => Deleted(id),
                _ => (404, null),
            };
        }
    }

    private (int, JsonObject?) Create(JsonObject body, string? key)
    {
        if (body["code"]?.ToString() is not { Length: > 0 })
        {
            return (422, new JsonObject { ["fields"] = new JsonObject { ["code"] = "is missing" } });
        }

        if (key is not null && _keys.TryGetValue(key, out var known))
        {
            return (201, _notes[known]);
        }

        var note = Write(null, body);
        if (key is not null)
        {
            _keys[key] = note["id"]!.ToString();
        }

        return (201, note);
    }

    private (int, JsonObject?) Deleted(string id)
    {
        Write(id, new JsonObject { ["deleted"] = true });
        return (204, null);
    }

    private JsonObject Write(string? id, JsonObject fields)
    {
        lock (_gate)
        {
            var number = ++_writes;
            id ??= string.Create(CultureInfo.InvariantCulture, $"notes/{number}");
            var note = _notes.TryGetValue(id, out var before) ? before : _notes[id] = new JsonObject { ["id"] = id };
            foreach (var (name, value) in fields)
            {
                note[name] = value is JsonValue text && text.TryGetValue<string>(out var written) ? written.Trim() : value?.DeepClone();
            }

            note["write"] = number;
            return note;
        }
    }

    private JsonObject Changes(long after, int limit)
    {
        var rows = _notes.Values.Where(note => (long)note["write"]! > after).OrderBy(static note => (long)note["write"]!).ToList();
        return new JsonObject
        {
            ["notes"] = new JsonArray([.. rows.Take(limit).Select(static note => note.DeepClone())]), ["more"] = rows.Count > limit,
        };
    }

    private JsonObject Search(string code) => new()
    {
        ["notes"] = new JsonArray(
            [.. _notes.Values.Where(note => !IsDeleted(note) && string.Equals(note["code"]?.ToString(), code, StringComparison.Ordinal))
                .Select(static note => note.DeepClone())]),
    };

    private string VersionOf(string id) => _notes[id]["write"]!.ToString();

    private static bool IsDeleted(JsonObject note) => note["deleted"]?.GetValue<bool>() is true;

    private static long Number(HttpRequest request, string name) => long.Parse(request.Query[name]!, CultureInfo.InvariantCulture);

    private static async Task AnswerAsync(HttpContext context, int status, JsonObject? body)
    {
        context.Response.StatusCode = status;
        if (body is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body.ToJsonString());
        }
    }
}
