using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Modules;

/// <summary>The live records of a module for other modules.</summary>
/// <param name="store">The module's database.</param>
/// <param name="live">The records.</param>
internal sealed class LivePages(IStore store, LiveRecords live) : IRecordPages
{
    public string Kind => live.Kind;

    public ValueTask<IReadOnlyList<ChangedRecord>> ReadAsync(long after, int limit, CancellationToken ct) =>
        store.ReadAsync(reader => live.Page(reader, after, limit), ct);
}
