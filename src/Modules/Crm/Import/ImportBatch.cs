using Lockstep.Crm.Customers;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Import;

/// <summary>Some rows of an import that are committed together.</summary>
/// <param name="database">The module's database.</param>
/// <param name="import">The import's id.</param>
/// <param name="actor">Goes into the histories.</param>
/// <param name="from">The last row that must be committed before these.</param>
/// <param name="rows">The rows, in the order of the file.</param>
/// <param name="ignored">Columns that nothing maps to, as a JSON array.</param>
internal sealed class ImportBatch(ModuleDatabase database, long import, string actor, long from, IReadOnlyList<ImportRow> rows, string ignored)
{
    private bool _isRepeat;

    /// <summary>Writes the rows; may run more than once, so nothing is kept between runs but that there was one.</summary>
    /// <exception cref="LeaseLostException">Another upload went on with the import; nothing is committed.</exception>
    public async ValueTask<ImportCounts> WriteAsync(ITransaction transaction)
    {
        // One batch of all imports at a time: two that take keys in different orders would wait for each other.
        await transaction.LockAsync("imports");

        // Run again, the batch lost a race for some key: one by one its rows give way to whoever has it.
        var together = transaction.Dialect.HasConcurrentWrites && !_isRepeat;
        _isRepeat = true;
        var now = database.Clock.GetUtcNow();
        var counts = together ? await WriteTogetherAsync(transaction, now) : await WriteEachAsync(transaction, now);
        if (counts.Created > 0)
        {
            await CustomerTable.CountAsync(transaction, counts.Created);
        }

        return await ImportTable.AdvanceAsync(transaction, import, from, counts, ignored, now)
            ? counts
            : throw new LeaseLostException(ImportTable.LeaseName(import));
    }

    private async ValueTask<ImportCounts> WriteEachAsync(ITransaction transaction, DateTimeOffset now)
    {
        var writer = new RowWriter(transaction, database, actor, now);
        var counts = default(ImportCounts);
        foreach (var row in rows)
        {
            var verdict = await writer.WriteAsync(row);
            await ImportTable.AddVerdictAsync(transaction, import, row, verdict);
            counts = counts.Plus(verdict.Outcome);
        }

        return counts;
    }

    private async ValueTask<ImportCounts> WriteTogetherAsync(ITransaction transaction, DateTimeOffset now)
    {
        var verdicts = await new BatchWriter(transaction, database, actor, now).WriteAsync(rows);
        await ImportTable.AddVerdictsAsync(transaction, import, rows, verdicts);
        return verdicts.Aggregate(default(ImportCounts), static (counts, verdict) => counts.Plus(verdict.Outcome));
    }
}
