using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// Some records of an import that are taken back in one commit. When one of them is in the way of that, each is tried by itself: it stays,
/// and the others are done.
/// </summary>
/// <param name="target">What was imported.</param>
/// <param name="undo">How it is taken back.</param>
/// <param name="import">The import's id.</param>
/// <param name="work">Who wants it.</param>
/// <param name="onKept">Told of each record that stays because it could not be written.</param>
internal sealed class UndoBatch(IImportTarget target, IImportUndo undo, long import, Work work, Action<long, Exception> onKept)
{
    private const string Unwritable = "It can't be taken back, for a reason that the log tells.";

    /// <summary>Takes the records back and commits that, together with what the caller notes down of it.</summary>
    /// <param name="records">The records.</param>
    /// <param name="begin">The first thing in the commit.</param>
    /// <param name="note">The last thing in the commit.</param>
    public async Task CommitAsync(
        IReadOnlyList<TouchedRecord> records, Func<ITransaction, ValueTask> begin,
        Func<ITransaction, IReadOnlyList<TouchedRecord>, IReadOnlyList<UndoVerdict>, ValueTask> note)
    {
        // Not within the try: when another module can't be asked, the undo waits, and no record is kept for ever because of that.
        var ready = await undo.PrepareAsync(records, import, work);
        try
        {
            await WriteAsync(records, ready.WriteAsync, begin, note);
        }
        catch (Exception error) when (ImportBatch.IsOfARow(error) && records.Count > 1)
        {
            // Each made ready anew, for what hangs on it elsewhere may have changed by the time of its turn.
            foreach (var record in records)
            {
                await CommitAsync([record], begin, note);
            }

            return;
        }
        catch (Exception error) when (ImportBatch.IsOfARow(error))
        {
            await WriteAsync(records, _ => ValueTask.FromResult<IReadOnlyList<UndoVerdict>>([Stays(records[0], error)]), begin, note);
            return;
        }

        await ready.SettleAsync();
    }

    /// <summary>What would become of the records; all of it is taken back.</summary>
    public async Task<IReadOnlyList<UndoVerdict>> TryAsync(IReadOnlyList<TouchedRecord> records)
    {
        var ready = await undo.PrepareAsync(records, import, work);
        try
        {
            return await TakenBack.WriteAsync(
                target.Database.Store,
                async transaction =>
                {
                    await transaction.LockAsync(ImportBatch.LockName);
                    return await ready.WriteAsync(transaction);
                },
                work.Ct);
        }
        catch (Exception error) when (ImportBatch.IsOfARow(error))
        {
            if (records.Count == 1)
            {
                return [Stays(records[0], error)];
            }

            var verdicts = new List<UndoVerdict>(records.Count);
            foreach (var record in records)
            {
                verdicts.AddRange(await TryAsync([record]));
            }

            return verdicts;
        }
    }

    private Task WriteAsync(
        IReadOnlyList<TouchedRecord> records, Func<ITransaction, ValueTask<IReadOnlyList<UndoVerdict>>> write,
        Func<ITransaction, ValueTask> begin,
        Func<ITransaction, IReadOnlyList<TouchedRecord>, IReadOnlyList<UndoVerdict>, ValueTask> note) => target.Database.Store.WriteAsync(
        async transaction =>
        {
            // The lease first: who has lost the import must not wait for the lock of all batches, nor write under it.
            await begin(transaction);
            await transaction.LockAsync(ImportBatch.LockName);
            await note(transaction, records, await write(transaction));
            return true;
        },
        CancellationToken.None);

    private UndoVerdict Stays(TouchedRecord record, Exception error)
    {
        if (error is KeptException kept)
        {
            return UndoVerdict.Kept(kept.Message);
        }

        onKept(record.Id, error);
        return UndoVerdict.Kept(Unwritable);
    }
}
