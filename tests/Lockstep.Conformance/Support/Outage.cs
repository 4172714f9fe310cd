using Lockstep.Connectors.Sdk;

namespace Lockstep.Conformance.Support;

/// <summary>How a system fails.</summary>
public enum Failing
{
    /// <summary>It works.</summary>
    Not,

    /// <summary>It can't be reached.</summary>
    Refuses,

    /// <summary>It takes the request and never answers.</summary>
    Hangs,
}

/// <summary>A system that can be broken and mended.</summary>
internal sealed class Outage(ISystem inner) : ISystem
{
    private volatile Failing _failing;

    public string Name => inner.Name;

    public IReadOnlyList<RecordKind> Kinds => inner.Kinds;

    public int? InFlightMax => inner.InFlightMax;

    public void Begin(Failing how) => _failing = how;

    public void End() => _failing = Failing.Not;

    public Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct) => _failing switch
    {
        Failing.Refuses => throw new IOException("connection refused"),
        Failing.Hangs => Shop.NeverAsync(),
        _ => inner.ApplyAsync(request, ct),
    };

    public Task<Reply<string>> TestAsync(CancellationToken ct) => inner.TestAsync(ct);

    public Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) => inner.ReadAsync(kind, id, ct);

    public Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct) => inner.ChangesAsync(request, ct);

    public Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct) => inner.SearchAsync(request, ct);
}
