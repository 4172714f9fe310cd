using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// One write's transaction. Statements gather until somebody asks for an answer, and travel together: the first round trip also begins the
/// transaction and learns its number, the last one also commits.
/// </summary>
internal sealed class PostgresTransaction(NpgsqlConnection connection, string store, int shard) : ITransaction
{
    private static readonly ConcurrentDictionary<string, string> ForUpdate = new(StringComparer.Ordinal);

    private static readonly PostgresStatement Begin = new("begin");
    private static readonly PostgresStatement Commit = new("commit");

    // The number tells afterwards what became of a commit whose answer was lost; the lock keeps the write out while a backup takes its cut.
    private static readonly PostgresStatement Enter = new(
        "select pg_current_xact_id()::text, extract(epoch from now())::text, pg_advisory_xact_lock_shared($1)", PostgresLocks.Barrier);

    private readonly List<PostgresStatement> _waiting = [];
    private bool _begun;
    private bool _closed;
    private int _running;

    /// <summary>Under which the server knows the transaction; null until the first statement was answered.</summary>
    public PostgresTransactionNumber? Number { get; private set; }

    /// <summary>Whether COMMIT is on its way: from here on a lost connection leaves the outcome open.</summary>
    public bool IsCommitSent { get; private set; }

    /// <summary>What ended the transaction; null while it stands.</summary>
    public Exception? EndedBy { get; private set; }

    public List<Action>? Hooks { get; private set; }

    public SqlDialect Dialect => PostgresDialect.Instance;

    public int Shard => shard;

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray()));
        return new ValueTask<int>(FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first)));
    }

    public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray()));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray()));
        return AllAsync(read);
    }

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray()));
        return FirstAsync(read);
    }

    public ValueTask<T?> FirstForUpdateAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(ForUpdate.GetOrAdd(sql, static text => $"{text} for update"), read, values);

    public ValueTask LockAsync(string name, bool shared = false)
    {
        Add(new PostgresStatement(shared ? "select pg_advisory_xact_lock_shared($1)" : "select pg_advisory_xact_lock($1)", PostgresLocks.Key(name)));
        return ValueTask.CompletedTask;
    }

    public void OnCommitted(Action hook) => (Hooks ??= []).Add(hook);

    /// <summary>Commits what was written; nothing was: then there is nothing to do.</summary>
    public async Task CommitAsync()
    {
        _closed = true;

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
            await FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first));
        }

        _waiting.Add(Commit);
        IsCommitSent = true;
        await FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first));
    }

    /// <summary>Ends a transaction that must leave nothing behind.</summary>
    public async Task RollBackAsync()
    {
        _closed = true;
        if (!_begun)
        {
            return;
        }

        try
        {
            await PostgresBatch.ExecuteAsync(connection, [new PostgresStatement("rollback")], first: null);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error) || error is InvalidOperationException)
        {
            // The connection is gone, and the transaction with it; or a statement that nobody waited for still runs, and the pool ends both.
        }
    }

    private void Add(PostgresStatement statement)
    {
        if (_closed)
        {
            throw new InvalidOperationException("The write has returned; its transaction is closed.");
        }

        ThrowIfUnfit();
        _waiting.Add(statement);
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

    private async ValueTask<IReadOnlyList<T>> AllAsync<T>(RowReader<T> read) => await RowsAsync(read);

    private async ValueTask<T?> FirstAsync<T>(RowReader<T> read)
    {
        var rows = await RowsAsync(read);
        return rows.Count > 0 ? rows[0] : default;
    }

    private Task<List<T>> RowsAsync<T>(RowReader<T> read) =>
        FlushAsync((connection, statements, first) => PostgresBatch.QueryAsync(connection, statements, read, first));

    private async Task<T> FlushAsync<T>(Func<NpgsqlConnection, IReadOnlyList<PostgresStatement>, Action<Row>?, Task<T>> run)
    {
        Volatile.Write(ref _running, 1);
        Action<Row>? first = null;
        if (!_begun)
        {
            _waiting.InsertRange(0, [Begin, Enter]);
            first = row => Number = new PostgresTransactionNumber(row.Text(0), row.Text(1));
            _begun = true;
        }

        try
        {
            return await run(connection, _waiting, first);
        }
        catch (Exception error)
        {
            EndedBy = PostgresErrors.IsOurs(error) ? PostgresErrors.From(store, error) : error;
            if (EndedBy == error)
            {
                throw;
            }

            throw EndedBy;
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
/// <param name="StartedAt">The server's clock when it began, in seconds since 1970.</param>
internal sealed record PostgresTransactionNumber(string Id, string StartedAt);
