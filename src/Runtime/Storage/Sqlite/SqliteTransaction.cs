namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>What one write sees of the group's transaction; closed as soon as the write's function returns.</summary>
internal sealed class SqliteTransaction(SqliteConnection connection) : ITransaction
{
    private readonly int _writer = Environment.CurrentManagedThreadId;
    private bool _closed;

    public List<Action>? Hooks { get; private set; }

    /// <summary>The first error of a statement; null while all went well. A write that swallowed one does not commit.</summary>
    public Exception? EndedBy { get; private set; }

    public SqlDialect Dialect => SqliteDialect.Instance;

    public int Shard => 0;

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        try
        {
            return ValueTask.FromResult(Connection().Run(sql, values));
        }
        catch (Exception error) when (Note(error))
        {
            throw;
        }
    }

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        try
        {
            return Connection().QueryAsync(sql, read, values);
        }
        catch (Exception error) when (Note(error))
        {
            throw;
        }
    }

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        try
        {
            return Connection().FirstAsync(sql, read, values);
        }
        catch (Exception error) when (Note(error))
        {
            throw;
        }
    }

    /// <summary>Writes never overlap here, so there is nothing to travel with and nobody to lock out.</summary>
    public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        ExecuteAsync(sql, values).GetAwaiter().GetResult();
        return ValueTask.CompletedTask;
    }

    public ValueTask InsertManyAsync(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        var places = string.Join(", ", columns.Select((_, index) => FormattableString.Invariant($"${index + 1}")));
        var sql = $"insert into {table} ({string.Join(", ", columns)}) values ({places})";
        foreach (var row in rows)
        {
            Connection().Run(sql, row);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<T?> FirstForUpdateAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(sql, read, values);

    public ValueTask LockAsync(string name, bool shared = false)
    {
        _ = Connection();
        return ValueTask.CompletedTask;
    }

    public void OnCommitted(Action hook) => (Hooks ??= []).Add(hook);

    public void Close() => _closed = true;

    private SqliteConnection Connection()
    {
        // What a write awaits goes on in another thread, perhaps while this one has not closed the transaction yet.
        if (_closed || Environment.CurrentManagedThreadId != _writer)
        {
            throw new InvalidOperationException("The write has returned; its transaction is closed.");
        }

        // A write that caught the error would go on outside of the transaction, each statement committed for good; or, where only the
        // statement failed, commit on this store what it can't on another.
        return (connection.EndedBy ?? EndedBy) is { } end
            ? throw new InvalidOperationException("An error ended the transaction; the write must not go on.", end)
            : connection;
    }

    /// <summary>Keeps the first error, but none of a late use: what is over can't be ended.</summary>
    private bool Note(Exception error)
    {
        if (!_closed && Environment.CurrentManagedThreadId == _writer)
        {
            EndedBy ??= error;
        }

        return true;
    }
}
