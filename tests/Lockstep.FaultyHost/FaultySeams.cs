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
internal sealed class FaultyConnector(IConnector inner, Fuse fuse) : IConnector
{
    public string System => inner.System;

    public bool RepeatsSafely => inner.RepeatsSafely;

    public bool PassesOverOlder => inner.PassesOverOlder;

    public bool CanWrite(string kind) => inner.CanWrite(kind);

    public bool CanRead(string kind) => inner.CanRead(kind);

    public async Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct)
    {
        fuse.Pass(KillPoint.BeforeApply);
        var result = await inner.ApplyAsync(request, ct);
        fuse.Pass(KillPoint.AfterApply);
        return result;
    }

    public Task<IReadOnlyList<SourceRecord>> ReadChangedAsync(ReadRequest request, CancellationToken ct) => inner.ReadChangedAsync(request, ct);

    public Task<SourceRecord?> FindAsync(string kind, long id, CancellationToken ct) => inner.FindAsync(kind, id, ct);
}
