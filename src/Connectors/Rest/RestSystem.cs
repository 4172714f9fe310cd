using Lockstep.Connectors.Rest.Calls;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Rest;

/// <summary>A system behind a REST API, as its file tells of it.</summary>
internal sealed class RestSystem : ISystem
{
    private readonly RestApi _api;
    private readonly RestCalls _calls;
    private readonly int? _inFlight;

    public RestSystem(SystemSetup setup, RestApi api)
    {
        (Name, _inFlight, _api) = (setup.Name, setup.Limits.InFlight, api);
        _calls = new RestCalls(api, new SystemHttp(setup));
        Kinds = [.. api.Kinds.Values.Select(static kind => kind.Kind)];
    }

    public string Name { get; }

    public IReadOnlyList<RecordKind> Kinds { get; }

    public int? InFlightMax => _inFlight;

    public async Task<Reply<string>> TestAsync(CancellationToken ct)
    {
        if (_api.Test is null && _api.Kinds.Values.FirstOrDefault(static kind => kind.Changes is not null) is { } kind)
        {
            var page = await new ChangesRounds(kind, _calls).ReadAsync(new ChangesRequest(kind.Name, null, 1), ct);
            return page.Failure is { } unread ? unread : Reached();
        }

        var reply = await _calls.GetAsync(_calls.Address(_api.Test?.Fill(static _ => "")) ?? _api.Url, ct);
        return reply.Failure is { } failure ? failure : Reached();
    }

    public Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) => Reads(kind).ReadAsync(id, ct);

    public Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct) =>
        new ChangesRounds(_api.Kinds[request.Kind], _calls).ReadAsync(request, ct);

    public Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct) => Reads(request.Kind).SearchAsync(request, ct);

    public Task<Reply<ExistingRecords>> ExistingAsync(ExistingRequest request, CancellationToken ct) =>
        new RestExisting(_api.Kinds[request.Kind], _calls).AskAsync(request.Ids, ct);

    public Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct) => Writes(request.Kind).CreateAsync(request, ct);

    public Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct) => Writes(request.Kind).UpdateAsync(request, ct);

    public Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct) => Writes(request.Kind).DeleteAsync(request, ct);

    private RestReads Reads(string kind) => new(_api.Kinds[kind], _calls);

    private RestWrites Writes(string kind) => new(_api.Kinds[kind], _calls, Reads(kind));

    private string Reached() => $"{_api.Url.Host} answers.";
}
