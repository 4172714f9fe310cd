using Lockstep.Reports.Editions;
using Lockstep.Reports.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Asking;

/// <summary>Reads the edition that answers, all of a report in one snapshot.</summary>
internal sealed class FactReader(ReportsDatabase database)
{
    private volatile bool _isBuilt;

    /// <summary>Whether there is one; before the first is whole, figures would look right and be too low.</summary>
    public async ValueTask<bool> IsBuiltAsync(CancellationToken ct) =>
        _isBuilt = _isBuilt || await database.Store.AskAsync(EditionTable.CurrentAsync, ct) > 0;

    /// <summary>Reads with the edition that answers.</summary>
    public ValueTask<T> ReadAsync<T>(Func<IReader, long, ValueTask<T>> read, CancellationToken ct) => database.Store.ReadAsync(
        async reader => await read(reader, await EditionTable.CurrentAsync(reader)), ct);
}
