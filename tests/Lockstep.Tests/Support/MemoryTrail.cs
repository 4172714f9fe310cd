using Lockstep.Contracts.Access;

namespace Lockstep.Tests.Support;

/// <summary>Stands where Identity is missing: keeps the entries in memory.</summary>
internal sealed class MemoryTrail : IAuditTrail
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<AuditEntry> _entries = new();

    public IReadOnlyCollection<AuditEntry> Entries => _entries;

    public Task RecordAsync(AuditEntry entry, CancellationToken ct)
    {
        _entries.Enqueue(entry);
        return Task.CompletedTask;
    }

    public Task RecordRepeatedAsync(AuditEntry entry, CancellationToken ct) => RecordAsync(entry, ct);
}
