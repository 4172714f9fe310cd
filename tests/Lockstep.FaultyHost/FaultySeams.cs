using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Outbox;

namespace Lockstep.FaultyHost;

/// <summary>Passes the fuse before and after events are handed over.</summary>
internal sealed class FaultyTransport(ITransport inner, Fuse fuse) : ITransport
{
    public async Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        fuse.Pass(KillPoint.BeforePublish);
        await inner.PublishAsync(events, ct);
        fuse.Pass(KillPoint.AfterPublish);
    }

    public Task SyncAsync(CancellationToken ct) => inner.SyncAsync(ct);
}

/// <summary>Passes the fuse before and after events take effect.</summary>
internal sealed class FaultyConsumer(IEventConsumer inner, Fuse fuse) : IEventConsumer
{
    public string Name => inner.Name;

    public async Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        fuse.Pass(KillPoint.BeforeConsume);
        await inner.ConsumeAsync(events, ct);
        fuse.Pass(KillPoint.AfterConsume);
    }

    public Task SyncAsync(CancellationToken ct) => inner.SyncAsync(ct);
}

/// <summary>Passes the fuse before and after a record goes to its target.</summary>
internal sealed class FaultySystem(ISystem inner, Fuse fuse) : ISystem
{
    public string Name => inner.Name;

    public IReadOnlyList<RecordKind> Kinds => inner.Kinds;

    public int? InFlightMax => inner.InFlightMax;

    public Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct) => WriteAsync(inner.ApplyAsync, request, ct);

    public Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct) => WriteAsync(inner.CreateAsync, request, ct);

    public Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct) => WriteAsync(inner.UpdateAsync, request, ct);

    public Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct) => WriteAsync(inner.DeleteAsync, request, ct);

    public Task<Reply<string>> TestAsync(CancellationToken ct) => inner.TestAsync(ct);

    public Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) => inner.ReadAsync(kind, id, ct);

    public Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct) => inner.ChangesAsync(request, ct);

    public Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct) => inner.SearchAsync(request, ct);

    private async Task<ApplyResult> WriteAsync<T>(Func<T, CancellationToken, Task<ApplyResult>> write, T request, CancellationToken ct)
    {
        fuse.Pass(KillPoint.BeforeApply);
        var result = await write(request, ct);
        fuse.Pass(KillPoint.AfterApply);
        return result;
    }
}
