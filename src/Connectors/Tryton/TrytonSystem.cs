using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Kinds;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton;

/// <summary>One database of a Tryton.</summary>
internal sealed class TrytonSystem : ISystem, IDisposable
{
    /// <summary>Its server is one process of Python: more at once only wait there.</summary>
    private const int InFlightDefault = 4;

    private readonly Dictionary<string, TrytonKind> _kinds;
    private readonly TrytonSession _session;
    private readonly TrytonRpc _rpc;
    private readonly TrytonFields _fields;
    private readonly TrytonReads _reads;
    private readonly TrytonWrites _writes;

    public TrytonSystem(SystemSetup setup, TrytonSession session, TrytonRpc rpc, TrytonFields fields, IEnumerable<TrytonKind> kinds)
    {
        (Name, InFlightMax, _session, _rpc, _fields) = (setup.Name, setup.Limits.InFlight ?? InFlightDefault, session, rpc, fields);
        _kinds = kinds.ToDictionary(static kind => kind.Kind.Name, StringComparer.Ordinal);
        _reads = new TrytonReads(Name, rpc);
        _writes = new TrytonWrites(Name, rpc, fields, _reads);
        Kinds = [.. _kinds.Values.Select(static kind => kind.Kind)];
    }

    public string Name { get; }

    public IReadOnlyList<RecordKind> Kinds { get; }

    public int? InFlightMax { get; }

    /// <summary>Looks at each model that its kinds need: one that is not installed, or that the user may not see, is named.</summary>
    public async Task<Reply<string>> TestAsync(CancellationToken ct)
    {
        foreach (var model in _kinds.Values.Select(static kind => kind.Model).Distinct(StringComparer.Ordinal))
        {
            var reply = await _rpc.FindAsync(model, [], 1, [TrytonKind.IdField], ct);
            if ((reply.Failure ?? (await _fields.OfAsync(model, ct)).Failure) is { } failure)
            {
                return failure with { Message = $"{model}: {failure.Message}" };
            }
        }

        return $"Tryton at {_rpc.Host} answers; {_kinds.Count} kinds of records can be read.";
    }

    public Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) => _reads.ReadAsync(_kinds[kind], id, ct);

    public Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct) =>
        new TrytonChanges(_rpc).ReadAsync(_kinds[request.Kind], request, ct);

    public Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct) =>
        _reads.SearchAsync(_kinds[request.Kind], request, ct);

    public Task<Reply<ExistingRecords>> ExistingAsync(ExistingRequest request, CancellationToken ct) =>
        _reads.ExistingAsync(_kinds[request.Kind], request, ct);

    public Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct) =>
        _writes.CreateAsync(_kinds[request.Kind], request, ct);

    public Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct) =>
        _writes.UpdateAsync(_kinds[request.Kind], request, ct);

    public Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct) =>
        _writes.DeleteAsync(_kinds[request.Kind], request, ct);

    public void Dispose() => _session.Dispose();
}
