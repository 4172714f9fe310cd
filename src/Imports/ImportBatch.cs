using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>
/// Some rows of an import that are committed together. When that can't be done because of one of them, whatever it is, they are tried in
/// smaller parts, down to the single row: that one is refused, and the others are in.
/// </summary>
/// <param name="target">What is imported.</param>
/// <param name="work">The upload.</param>
/// <param name="key">The import in its table.</param>
/// <param name="from">The last row that must be committed before these.</param>
/// <param name="batch">The rows.</param>
/// <param name="read">What is known of the file.</param>
/// <param name="onRefused">Told of each row that was refused because it could not be written.</param>
internal sealed class ImportBatch(
    IImportTarget target, IImportWork work, long key, long from, RowBatch batch, ReadSoFar read, Action<long, Exception> onRefused)
{
    /// <summary>What batches of all imports, and of their undos, hold one at a time.</summary>
    internal const string LockName = "imports";

    private const string Unwritable =
        "The row can't be kept as it is, for a reason that the log tells; the rows around it are not touched by that.";

    /// <summary>Makes the rows ready; null when one of them is in the way of that.</summary>
    public async ValueTask<IReadyRows?> PrepareAsync(CancellationToken ct)
    {
        try
        {
            return await work.PrepareAsync(batch.Rows, ct);
        }
        catch (Exception error) when (IsOfARow(error))
        {
            return null;
        }
    }

    /// <summary>Commits the rows, and does what is to be done behind the commit.</summary>
    /// <param name="ready">The rows, made ready; null when that failed.</param>
    /// <param name="before">The batch before this one, which may be on its way.</param>
    /// <exception cref="LeaseLostException">Another upload went on with the import; nothing is committed.</exception>
    public async Task CommitAsync(IReadyRows? ready, Task before)
    {
        try
        {
            if (ready is not null)
            {
                await WriteAsync(0, batch.Rows.Count, ready);
                return;
            }
        }
        catch (Exception error) when (error is LeaseLostException || IsOfARow(error))
        {
            // The one before may itself be on its way in parts; until it is in, these rows stand nowhere.
        }

        await before;
        await CommitAsync(0, batch.Rows.Count);
    }

    /// <summary>What has to do with the rows, and not with the store or the import as a whole.</summary>
    internal static bool IsOfARow(Exception error) =>
        error is not (StoreException { Fault: not StoreFault.Statement } or LeaseLostException or OperationCanceledException
            or OutOfMemoryException);

    private async Task CommitAsync(int start, int end)
    {
        try
        {
            await WriteAsync(start, end, await work.PrepareAsync([.. batch.Rows.Take(start..end)], CancellationToken.None));
        }
        catch (Exception error) when (IsOfARow(error))
        {
            await CommitPartsAsync(start, end, error);
        }
    }

    private async Task CommitPartsAsync(int start, int end, Exception error)
    {
        if (Middle(start, end) is { } middle)
        {
            // One after the other: the second half expects the place at which the first one ends.
            await CommitAsync(start, middle);
            await CommitAsync(middle, end);
            return;
        }

        // The refusal is a verdict like any other: without one for each row the import could never go past this place.
        onRefused(batch.Rows[start].Number, error);
        await WriteAsync(start, end, new RefusedRows(end - start, error is UnstorableTextException ? error.Message : Unwritable));
    }

    /// <summary>Where rows can be cut apart, as near to their middle as may be; null when they belong together.</summary>
    private int? Middle(int start, int end)
    {
        var cuts = Enumerable.Range(start + 1, end - start - 1)
            .Where(cut => target.BelongTogether is not { } together || !together(batch.Rows[cut - 1], batch.Rows[cut])).ToList();
        return cuts.Count == 0 ? null : cuts.MinBy(cut => Math.Abs((start + end) - (2 * cut)));
    }

    private async Task WriteAsync(int start, int end, IReadyRows ready)
    {
        var isRepeat = false;
        try
        {
            await target.Database.Store.WriteAsync(
                async transaction =>
                {
                    // One batch of all imports at a time: two that take keys in different orders would wait for each other.
                    await transaction.LockAsync(LockName);

                    // The store runs a write again that lost a race for a key; its rows then look again for what they thought was free.
                    var again = isRepeat;
                    isRepeat = true;
                    return await WriteAsync(transaction, start, end, await ready.WriteAsync(transaction, again));
                },
                CancellationToken.None);
        }
        finally
        {
            // Also when nothing was committed: stock that was held for orders which did not come to be is given back.
            await ready.SettleAsync();
        }
    }

    private async ValueTask<ImportCounts> WriteAsync(ITransaction transaction, int start, int end, IReadOnlyList<Verdict> verdicts)
    {
        var rows = batch.Rows.Take(start..end).ToList();
        await ImportTable.AddVerdictsAsync(
            transaction, key, rows, [.. rows.Zip(verdicts, (row, verdict) => VerdictText.Tell(target.Fields, row, verdict))]);
        var counts = verdicts.Aggregate(default(ImportCounts), static (counts, verdict) => counts.Plus(verdict.Outcome));

        // Behind the rows and in their commit: a batch whose import went on elsewhere, or that was quicker than the one before it, finds
        // another row there than it expects, and nothing of it stays.
        return await ImportTable.AdvanceAsync(
            transaction, key, from + start, counts, batch.Proofs[end - 1], read, target.Database.Clock.GetUtcNow())
            ? counts
            : throw new LeaseLostException(ImportTable.LeaseName(key));
    }

    private sealed class RefusedRows(int count, string reason) : IReadyRows
    {
        public ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat) =>
            ValueTask.FromResult<IReadOnlyList<Verdict>>([.. Enumerable.Repeat(new Verdict(Outcome.Refused, null, reason), count)]);

        public Task SettleAsync() => Task.CompletedTask;
    }
}
