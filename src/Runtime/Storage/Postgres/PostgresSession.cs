using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// A transaction on a connection. Statements gather until somebody asks for an answer, and travel together: the first round trip also
/// begins the transaction and learns its number, the last one also commits.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection, string store)
{
    private static readonly PostgresStatement Begin = new("begin", [], HasRows: false);
    private static readonly PostgresStatement Commit = new("commit", [], HasRows: false);
    private static readonly PostgresStatement RollBack = new("rollback", [], HasRows: false);

    // The number tells afterwards what became of a commit whose answer was lost; the lock keeps the write out while a backup takes its cut.
    private static readonly PostgresStatement Enter = new(
        "select pg_current_xact_id()::text, pg_advisory_xact_lock_shared($1)", [PostgresLocks.Barrier], HasRows: true);

    private readonly List<PostgresStatement> _waiting = [];

    /// <summary>The number under which the server knows the transaction; null until the first statement was answered.</summary>
    public string? Number { get; private set; }

    /// <summary>Whether COMMIT is on its way: from here on a lost connection leaves the outcome open.</summary>
    public bool IsCommitSent { get; private set; }

    /// <summary>What ended the transaction; null while it stands.</summary>
    public Exception? EndedBy { get; private set; }

    /// <summary>The session of the server.</summary>
    public int Backend => connection.ProcessID;

    /// <summary>Adds a statement that travels with the next one that is asked for an answer.</summary>
    public void Send(PostgresStatement statement)
    {
        // A write that caught the error must not go on: the server would refuse each statement and turn the commit into a rollback.
        if (EndedBy is { } end)
        {
            throw new InvalidOperationException("An error ended the transaction; the write must not go on.", end);
        }

        _waiting.Add(statement);
    }

    /// <summary>Forgets what was sent last and has not travelled yet.</summary>
    public void TakeBack(int count) => _waiting.RemoveRange(_waiting.Count - count, count);

    /// <summary>How many rows the statement that was sent last changed.</summary>
    public Task<int> CountAsync() => FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first));

    /// <summary>The rows of the statement that was sent last.</summary>
    public Task<List<T>> RowsAsync<T>(RowReader<T> read) =>
        FlushAsync((connection, statements, first) => PostgresBatch.QueryAsync(connection, statements, read, first));

    /// <summary>Commits what was written; nothing was: then there is nothing to do.</summary>
    public async Task CommitAsync()
    {
        if (EndedBy is { } end)
        {
            throw new InvalidOperationException("An error ended the transaction; the write must not go on.", end);
        }

        if (Number is null)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            // The number first: without it nobody could tell what became of a commit whose answer is lost.
            await CountAsync();
        }

        _waiting.Add(Commit);
        IsCommitSent = true;
        await CountAsync();
    }

    /// <summary>Ends a transaction that must leave nothing behind.</summary>
    public async Task RollBackAsync()
    {
        _waiting.Clear();
        if (Number is null && EndedBy is null)
        {
            return;
        }

        try
        {
            await PostgresBatch.ExecuteAsync(connection, [RollBack], first: null);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error) || error is InvalidOperationException)
        {
            // The connection is gone, and the transaction with it.
        }
    }

    private async Task<T> FlushAsync<T>(Func<NpgsqlConnection, IReadOnlyList<PostgresStatement>, Action<Row>?, Task<T>> run)
    {
        Action<Row>? first = null;
        if (Number is null)
        {
            _waiting.InsertRange(0, [Begin, Enter]);
            first = row => Number = row.Text(0);
        }

        try
        {
            return await run(connection, _waiting, first);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            EndedBy = PostgresErrors.From(store, error);
            throw EndedBy;
        }
        finally
        {
            _waiting.Clear();
        }
    }
}
