using System.Runtime.ExceptionServices;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// A transaction on a connection. Statements gather until somebody asks for an answer, and travel together: the first round trip also
/// begins the transaction and learns its number, the last one also commits.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection, string store)
{
    private static readonly PostgresStatement Begin = new("begin");
    private static readonly PostgresStatement Commit = new("commit");
    private static readonly PostgresStatement RollBack = new("rollback");

    // The number tells afterwards what became of a commit whose answer was lost, with the time at which it was there, so in this order; the
    // lock keeps the write out while a backup takes its cut.
    private static readonly PostgresStatement Enter = new(
        "select pg_current_xact_id()::text, extract(epoch from clock_timestamp())::text, pg_advisory_xact_lock_shared($1)",
        PostgresLocks.Barrier);

    private readonly List<PostgresStatement> _waiting = [];
    private bool _begun;
    private Exception? _failure;
    private int _running;

    /// <summary>Under which the server knows the transaction; null until the first statement was answered.</summary>
    public PostgresTransactionNumber? Number { get; private set; }

    /// <summary>Whether COMMIT is on its way: from here on a lost connection leaves the outcome open.</summary>
    public bool IsCommitSent { get; private set; }

    /// <summary>What ended the transaction; null while it stands.</summary>
    public Exception? EndedBy { get; private set; }

    /// <summary>Whether the answer to COMMIT was lost, so that only the server knows what became of it.</summary>
    public bool IsOutcomeOpen => IsCommitSent && Number is not null && EndedBy is StoreException { Fault: StoreFault.Unreachable };

    /// <summary>Adds a statement that travels with the next one that is asked for an answer.</summary>
    public void Send(PostgresStatement statement)
    {
        ThrowIfUnfit();
        _waiting.Add(statement);
    }

    /// <summary>Forgets what was sent last and has not travelled yet.</summary>
    public void TakeBack(int count) => _waiting.RemoveRange(_waiting.Count - count, count);

    /// <summary>How many rows the statement that was sent last changed.</summary>
    public Task<int> CountAsync() =>
        FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first));

    /// <summary>The rows of the statement that was sent last.</summary>
    public Task<List<T>> RowsAsync<T>(RowReader<T> read) =>
        FlushAsync((connection, statements, first) => PostgresBatch.QueryAsync(connection, statements, read, first));

    /// <summary>Adds many rows at once; the transaction has begun, and nothing waits.</summary>
    public async Task CopyAsync(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        ThrowIfUnfit();
        Volatile.Write(ref _running, 1);
        try
        {
            await PostgresCopy.RunAsync(connection, table, columns, rows);
        }
        catch (Exception error)
        {
            throw EndsBy(error);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Commits what was written; nothing was: then there is nothing to do.</summary>
    public async Task CommitAsync()
    {
        // A write that swallowed an error of its transaction fails by it.
        if (EndedBy is { } swallowed)
        {
            ExceptionDispatchInfo.Throw(swallowed);
        }

        ThrowIfUnfit();
        if (!_begun)
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
        if (!_begun)
        {
            return;
        }

        try
        {
            await PostgresBatch.ExecuteAsync(connection, [RollBack], first: null);
            PostgresBatch.ForgetAfter(_failure, connection);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error) || error is InvalidOperationException)
        {
            // The connection is gone, and the transaction with it; or a statement that nobody waited for still runs, and the pool ends
            // both.
        }
    }

    private void ThrowIfUnfit()
    {
        // A write that caught the error must not go on: the server would refuse each statement and turn the commit into a rollback.
        if (EndedBy is { } end)
        {
            throw new InvalidOperationException("An error ended the transaction; the write must not go on.", end);
        }

        if (Volatile.Read(ref _running) == 1)
        {
            throw new InvalidOperationException("The statements of a write run one after the other: wait for each of them.");
        }
    }

    /// <summary>The error as the seam knows it; what the function itself threw stays as it is, with its own stack trace.</summary>
    private Exception EndsBy(Exception error)
    {
        _failure = error;
        EndedBy = PostgresErrors.IsOurs(error) ? PostgresErrors.From(store, error) : error;
        if (EndedBy == error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return EndedBy;
    }

    private async Task<T> FlushAsync<T>(Func<NpgsqlConnection, IReadOnlyList<PostgresStatement>, Action<Row>?, Task<T>> run)
    {
        Volatile.Write(ref _running, 1);
        Action<Row>? first = null;
        if (!_begun)
        {
            _waiting.InsertRange(0, [Begin, Enter]);
            first = row => Number = new PostgresTransactionNumber(row.Text(0), row.Text(1));

            // Before it has run: a beginning whose answer is lost must be rolled back too.
            _begun = true;
        }

        try
        {
            return await run(connection, _waiting, first);
        }
        catch (Exception error)
        {
            throw EndsBy(error);
        }
        finally
        {
            _waiting.Clear();
            Volatile.Write(ref _running, 0);
        }
    }
}

/// <summary>What the server knows a transaction by.</summary>
/// <param name="Id">Its 64-bit number.</param>
/// <param name="GivenAt">The server's clock just after it had the number, in seconds since 1970.</param>
internal sealed record PostgresTransactionNumber(string Id, string GivenAt);
