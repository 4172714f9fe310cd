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
internal sealed class Outage(IConnector inner) : IConnector
{
    private volatile Failing _failing;

    public string System => inner.System;

    public bool RepeatsSafely => inner.RepeatsSafely;

    public bool PassesOverOlder => inner.PassesOverOlder;

    public void Begin(Failing how) => _failing = how;

    public void End() => _failing = Failing.Not;

    public bool CanWrite(string kind) => inner.CanWrite(kind);

    public bool CanRead(string kind) => inner.CanRead(kind);

    public Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct) => _failing switch
    {
        Failing.Refuses => throw new IOException("connection refused"),
        Failing.Hangs => Shop.NeverAsync(),
        _ => inner.ApplyAsync(request, ct),
    };

    public Task<IReadOnlyList<SourceRecord>> ReadChangedAsync(ReadRequest request, CancellationToken ct) => inner.ReadChangedAsync(request, ct);

    public Task<SourceRecord?> FindAsync(string kind, long id, CancellationToken ct) => inner.FindAsync(kind, id, ct);
}
