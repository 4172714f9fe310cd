using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>Some rows of an import that are committed together.</summary>
/// <param name="target">What is imported.</param>
/// <param name="key">The import in its table.</param>
/// <param name="from">The last row that must be committed before these.</param>
/// <param name="rows">The rows, in the order of the file.</param>
/// <param name="ready">The same, ready to be written.</param>
/// <param name="ignored">Columns that nothing maps to, as a JSON array.</param>
internal sealed class ImportBatch(
    IImportTarget target, long key, long from, IReadOnlyList<ImportRow> rows, IReadyRows ready, string ignored)
{
    private bool _isRepeat;

    /// <summary>Commits the rows, and does what is to be done behind the commit.</summary>
    /// <exception cref="LeaseLostException">Another upload went on with the import; nothing is committed.</exception>
    public async Task CommitAsync()
    {
        try
        {
            await target.Database.Store.WriteAsync(WriteAsync, CancellationToken.None);
        }
        finally
        {
            await ready.SettleAsync();
        }
    }

    /// <summary>Writes the rows; may run more than once, so nothing is kept between runs but that there was one.</summary>
    private async ValueTask<ImportCounts> WriteAsync(ITransaction transaction)
    {
        // One batch of all imports at a time: two that take keys in different orders would wait for each other.
        await transaction.LockAsync("imports");
        var isRepeat = _isRepeat;
        _isRepeat = true;
        var verdicts = await ready.WriteAsync(transaction, isRepeat);
        await ImportTable.AddVerdictsAsync(transaction, key, rows, verdicts);
        var counts = verdicts.Aggregate(default(ImportCounts), static (counts, verdict) => counts.Plus(verdict.Outcome));
        return await ImportTable.AdvanceAsync(transaction, key, from, counts, ignored, target.Database.Clock.GetUtcNow())
            ? counts
            : throw new LeaseLostException(ImportTable.LeaseName(key));
    }
}
