using System.Collections.Concurrent;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>What one write sees of the transaction of its group; closed as soon as the write's function returns.</summary>
internal sealed class PostgresTransaction(PostgresSession session, int shard) : ITransaction
{
    private static readonly ConcurrentDictionary<string, string> ForUpdate = new(StringComparer.Ordinal);
    private bool _closed;
    private int _waiting;
    private bool _changes;

    /// <summary>Whether a statement of this write has reached the server that may have changed something.</summary>
    public bool HasWritten { get; private set; }

    public List<Action>? Hooks { get; private set; }

    public SqlDialect Dialect => PostgresDialect.Instance;

    public int Shard => shard;

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Send(new PostgresStatement(sql, values.ToArray()));
        return CountAsync();
    }

    public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Send(new PostgresStatement(sql, values.ToArray()));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        Send(new PostgresStatement(sql, values.ToArray()));
        return AllAsync(read);
    }

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        Send(new PostgresStatement(sql, values.ToArray()));
        return FirstAsync(read);
    }

    public ValueTask<T?> FirstForUpdateAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(ForUpdate.GetOrAdd(sql, static text => $"{text} for update"), read, values);

    public async ValueTask InsertManyAsync(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        if (rows.Count > 0)
        {
            // What waits comes first; with nothing waiting the transaction must have begun all the same.
            Send(new PostgresStatement("select 1"));
            _changes = true;
            await CountAsync();
            await session.CopyAsync(table, columns, rows);
        }
    }

    public ValueTask LockAsync(string name, bool shared = false)
    {
        Send(
            new PostgresStatement(
                shared ? "select pg_advisory_xact_lock_shared($1)" : "select pg_advisory_xact_lock($1)", PostgresLocks.Key(name)));
        return ValueTask.CompletedTask;
    }

    public void OnCommitted(Action hook) => (Hooks ??= []).Add(hook);

    /// <summary>The function has returned: what it started and did not wait for must not reach into the writes of others.</summary>
    public void Close() => _closed = true;

    /// <summary>Forgets what a write that threw wanted to send.</summary>
    public void TakeBack() => session.TakeBack(_waiting);

    private void Send(PostgresStatement statement)
    {
        if (_closed)
        {
            throw new InvalidOperationException("The write has returned; its transaction is closed.");
        }

        session.Send(statement);
        _waiting++;

        // A query that changes something begins with "with"; only a plain select passes for one that does not.
        _changes |= !statement.Sql.AsSpan().TrimStart().StartsWith("select", StringComparison.OrdinalIgnoreCase);
    }

    private async ValueTask<int> CountAsync()
    {
        Travels();
        return await session.CountAsync();
    }

    private async ValueTask<IReadOnlyList<T>> AllAsync<T>(RowReader<T> read)
    {
        Travels();
        return await session.RowsAsync(read);
    }

    private async ValueTask<T?> FirstAsync<T>(RowReader<T> read)
    {
        Travels();
        var rows = await session.RowsAsync(read);
        return rows.Count > 0 ? rows[0] : default;
    }

    private void Travels() => (HasWritten, _waiting) = (_changes, 0);
}
