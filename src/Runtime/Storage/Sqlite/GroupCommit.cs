namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>
/// Commits a group of writes with one fsync. Each write stands behind its own savepoint, so that one that throws takes
/// nothing with it; nobody learns anything before the group's COMMIT.
/// </summary>
internal sealed class GroupCommit(SqliteConnection connection, string store)
{
    private const int ReleaseChunk = 16;

    /// <summary>Never throws: whatever happens, every write of the group learns its fate.</summary>
    public void Run(List<PendingWrite> group)
    {
        try
        {
            connection.Run("begin immediate");
            if (RunEach(group))
            {
                Commit(group);
            }
            else if (group.Count == 1)
            {
                Fail(group, group[0].Error!);
            }
            else
            {
                RunAlone(group);
            }
        }
        catch (Exception error)
        {
            Fail(group, error);
        }
    }

    /// <summary>
    /// One write ended the transaction for all (full, I/O error, ON CONFLICT ROLLBACK). Nobody knows which of them the
    /// database can take, so each gets a transaction of its own and only the culprit fails.
    /// </summary>
    private void RunAlone(List<PendingWrite> group)
    {
        foreach (var write in group)
        {
            Run([write]);
        }
    }

    /// <summary>False when the transaction did not survive; then nothing of the group is left.</summary>
    private bool RunEach(List<PendingWrite> group)
    {
        foreach (var write in group)
        {
            connection.Run("savepoint w");
            write.Run(connection);
            if (!connection.InTransaction)
            {
                return false;
            }

            if (write.Error is not null)
            {
                connection.Run("rollback to w");
            }

            connection.Run("release w");
        }

        return true;
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

        foreach (var write in group)
        {
            write.RunHooks();
        }

        Release(group);
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
