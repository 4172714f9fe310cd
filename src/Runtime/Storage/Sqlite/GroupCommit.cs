namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>
/// Commits a group of writes with one fsync, or with none when all of them are synced behind. A write that throws takes nothing with it;
/// nobody learns anything before the group's COMMIT.
/// </summary>
/// <remarks>
/// Savepoints would keep the writes apart, but SQLite copies every page that a savepoint touches, which costs as much as the
/// writes themselves. Nearly every write succeeds, and a write may be run again: so a group runs without savepoints first, and
/// only when one threw half-way is it rolled back and run once more with them.
/// </remarks>
internal sealed class GroupCommit(SqliteConnection connection, LogSync log, string store, Action<Exception> onHookError)
{
    private const int ReleaseChunk = 16;

    /// <summary>Never throws: whatever happens, every write of the group learns its fate.</summary>
    public void Run(List<PendingWrite> group)
    {
        // Where the transaction itself was ended, savepoints would not have saved it.
        var end = TryRun(group, RunTogether);
        if (end is not null && connection.EndedBy is null)
        {
            end = TryRun(group, RunBehindSavepoints);
        }

        if (end is null)
        {
            return;
        }

        if (group.Count == 1)
        {
            Fail(group, end);
            return;
        }

        // One write ended the transaction for all (full, I/O error, ON CONFLICT ROLLBACK). Nobody knows which of them the
        // database can take, so each gets a transaction of its own and only the culprit fails.
        foreach (var write in group)
        {
            Run([write]);
        }
    }

    /// <summary>Runs and commits the group in one way. Null when its fate is known; else what ended it, with nothing of it left.</summary>
    private Exception? TryRun(List<PendingWrite> group, Func<List<PendingWrite>, Exception?> runEach)
    {
        try
        {
            Begin(isDurable: group.Exists(static write => write.IsDurable));
        }
        catch (Exception error)
        {
            Fail(group, error);
            return null;
        }

        Exception? end;
        try
        {
            end = runEach(group);
        }
        catch (Exception error)
        {
            end = error;
        }

        if (end is null)
        {
            Commit(group);
        }
        else
        {
            RollBack();
        }

        return end;
    }

    /// <summary>
    /// What lies in the log before a durable commit is on disk before it: by our own sync, for what a checkpoint's sync met nobody tells,
    /// and because a write that finds nothing to do, since it was done behind, has no commit that would sync it.
    /// </summary>
    private void Begin(bool isDurable)
    {
        log.Demand();
        if (isDurable && log.IsDue)
        {
            log.Flush();
        }

        connection.SyncCommits(isDurable);
        connection.Begin();
    }

    /// <summary>The first error of a write that had changed something; null when there is none.</summary>
    private Exception? RunTogether(List<PendingWrite> group)
    {
        foreach (var write in group)
        {
            var before = connection.Changes;
            write.Run(connection);
            if (!connection.InTransaction || (write.Error is not null && connection.Changes != before))
            {
                return write.Error ?? connection.EndedBy;
            }
        }

        return null;
    }

    /// <summary>What ended the transaction; null when it stands.</summary>
    private Exception? RunBehindSavepoints(List<PendingWrite> group)
    {
        foreach (var write in group)
        {
            connection.Run("savepoint w");
            write.Run(connection);
            if (!connection.InTransaction)
            {
                return write.Error ?? connection.EndedBy;
            }

            if (write.Error is not null)
            {
                connection.Run("rollback to w");
            }

            connection.Run("release w");
        }

        return null;
    }

    private void Commit(List<PendingWrite> group)
    {
        try
        {
            connection.Run("commit");
        }
        catch (Exception error)
        {
            RollBack();
            Fail(group, error is StoreException { Fault: StoreFault.InputOutput }
                ? new StoreOutcomeUnknownException($"{store}: the disk failed during a commit; it may or may not have happened.", error)
                : error);
            return;
        }

        if (!connection.SyncsCommits)
        {
            // Before anybody hears of it: whoever asks for a sync from now on waits for this commit too.
            log.Committed();
        }

        foreach (var write in group)
        {
            write.RunHooks(onHookError);
        }

        Release(group);
        StorageEvents.Log.Committed();
    }

    /// <summary>
    /// Wakes the callers, a few in each work item: a work item for each of them costs more in wake-ups than the callers' own work.
    /// </summary>
    private static void Release(List<PendingWrite> group)
    {
        foreach (var chunk in group.Chunk(ReleaseChunk))
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static writes =>
                {
                    foreach (var write in writes)
                    {
                        write.Release();
                    }
                },
                chunk,
                preferLocal: false);
        }
    }

    private void RollBack()
    {
        try
        {
            if (connection.InTransaction)
            {
                connection.Run("rollback");
            }
        }
        catch (StoreException)
        {
            // ROLLBACK only reports the error that ended the transaction; the transaction is over all the same.
        }
    }

    private void Fail(List<PendingWrite> group, Exception error)
    {
        RollBack();
        foreach (var write in group)
        {
            write.Fail(error);
        }

        Release(group);
    }
}
