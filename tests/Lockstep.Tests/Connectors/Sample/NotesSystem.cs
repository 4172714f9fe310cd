using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Tests.Connectors.Sample;

/// <summary>One product that keeps notes.</summary>
internal sealed class NotesSystem(SystemSetup setup, SystemHttp http, Uri url, bool remembersKeys) : ISystem
{
    private const string Note = "note";

    private const Capability Can = Capability.Read | Capability.Changes | Capability.Deletes | Capability.Create | Capability.Update
        | Capability.Delete | Capability.ConditionalWrite;

    public string Name => setup.Name;

    public int? InFlightMax => setup.Limits.InFlight;

    public IReadOnlyList<RecordKind> Kinds { get; } =
    [
        new(Note, remembersKeys ? Can | Capability.CreateOnce : Can)
        {
            SearchFields = new HashSet<string>(StringComparer.Ordinal) { "code" },
            SettlesWithin = TimeSpan.FromMilliseconds(50),
        },
    ];

    public async Task<Reply<string>> TestAsync(CancellationToken ct)
    {
        var reply = await AskAsync(HttpMethod.Get, "/", ct);
        return reply.Value is { } body ? $"{body["product"]} at {url.Host} lets us in." : reply.Failure!;
    }

    public async Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct)
    {
        var reply = await AskAsync(HttpMethod.Get, PathOf(id), ct);
        return reply.Value is { } body ? RecordOf(body) : reply.Failure!;
    }

    // Every write has a number, and a note is listed by that of its newest one: nothing becomes visible late, so the overlap is passed
    // over.
    public async Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct)
    {
        if (!long.TryParse(request.Cursor ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after))
        {
            return ChangesPage.StartOver;
        }

        var reply = await AskAsync(HttpMethod.Get, $"/changes?after={after}&limit={request.Limit}", ct);
        if (reply.Value is not { } body)
        {
            return reply.Failure!;
        }

        IReadOnlyList<SourceRecord> records = [.. body["notes"]!.AsArray().Select(static note => RecordOf(note!.AsObject()))];
        var next = records.Count == 0 ? after : records[^1].Order!.Value;
        return new ChangesPage(records, next.ToString(CultureInfo.InvariantCulture), (bool)body["more"]!);
    }

    public async Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct)
    {
        var reply = await AskAsync(HttpMethod.Get, $"/notes?code={Uri.EscapeDataString(request.Value)}", ct);
        return reply.Value is { } body
            ? new SearchPage([.. body["notes"]!.AsArray().Take(request.Limit).Select(static note => RecordOf(note!.AsObject()))])
            : reply.Failure!;
    }

    public Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct) => WriteAsync(
        HttpMethod.Post, "/notes", request.Fields, CallKind.Unrepeatable,
        remembersKeys ? ("Idempotency-Key", request.IdempotencyKey) : null, ct);

    public Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct) => WriteAsync(
        HttpMethod.Patch, PathOf(request.Id), request.Fields, CallKind.Repeatable,
        request.ExpectedVersion is { } version ? ("If-Match", version) : null, ct);

    public async Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct)
    {
        var result = await WriteAsync(
            HttpMethod.Delete, PathOf(request.Id), null, CallKind.Repeatable,
            request.ExpectedVersion is { } version ? ("If-Match", version) : null, ct);
        return result.Cause is FailureCause.NotFound ? ApplyResult.Deleted() : result;
    }

    private async Task<ApplyResult> WriteAsync(
        HttpMethod method, string path, JsonObject? fields, CallKind call, (string Name, string Value)? header, CancellationToken ct)
    {
        var reply = await http.SendAsync(() => Request(method, path, fields, header), call, ct);
        if (reply.Value is not { } answer)
        {
            return ApplyResult.Failed(reply.Failure!);
        }

        if (!answer.IsSuccess)
        {
            return ApplyResult.Failed(Refusal(answer));
        }

        if (method == HttpMethod.Delete)
        {
            return ApplyResult.Deleted();
        }

        var body = Read(answer);
        return body.Value is { } note ? ApplyResult.Done(RecordOf(note)) : ApplyResult.Failed(body.Failure!);
    }

    private async Task<Reply<JsonObject>> AskAsync(HttpMethod method, string path, CancellationToken ct)
    {
        var reply = await http.SendAsync(() => Request(method, path, null, null), CallKind.Repeatable, ct);
        return reply.Value is not { } answer ? reply.Failure! : answer.IsSuccess ? Read(answer) : answer.ToFailure();
    }

    private HttpRequestMessage Request(HttpMethod method, string path, JsonObject? fields, (string Name, string Value)? header)
    {
        var request = new HttpRequestMessage(method, new Uri(url, path));
        request.Content = fields is null ? null : new StringContent(fields.ToJsonString(), null, "application/json");
        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static Reply<JsonObject> Read(HttpReply answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body.Span) is JsonObject body ? body : answer.Malformed("it is no object");
        }
        catch (JsonException error)
        {
            return answer.Malformed(error.Message);
        }
    }

    // A 422 names what is wrong with which field.
    private static Failure Refusal(HttpReply answer) => (int)answer.Status == 422 && Read(answer).Value?["fields"] is JsonObject fields
        ? answer.ToFailure(FailureCause.TargetRefused, string.Join("; ", fields.Select(static one => $"{one.Key} {one.Value}"))) with
        {
            Fields = fields.ToDictionary(static one => one.Key, static one => one.Value!.ToString(), StringComparer.Ordinal),
        }
        : answer.ToFailure();

    private static SourceRecord RecordOf(JsonObject note) =>
        new(note["id"]!.ToString(), note["write"]!.ToString(), JsonSerializer.SerializeToUtf8Bytes(note))
        {
            Order = (long)note["write"]!,
            IsDeleted = note["deleted"] is JsonValue deleted && (bool)deleted,
        };

    private static string PathOf(string id) => $"/notes?id={Uri.EscapeDataString(id)}";
}
