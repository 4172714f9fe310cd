using Lockstep.Runtime.Storage;

namespace Lockstep.FaultyHost;

/// <summary>Remembers which statements ran in a transaction.</summary>
internal sealed class WatchedTransaction(ITransaction inner) : ITransaction
{
    private readonly List<string> _statements = [];

    public SqlDialect Dialect => inner.Dialect;

    public int Shard => inner.Shard;

    public bool Has(string part) => _statements.Exists(sql => sql.Contains(part, StringComparison.Ordinal));

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        _statements.Add(sql);
        return inner.ExecuteAsync(sql, values);
    }

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        _statements.Add(sql);
        return inner.QueryAsync(sql, read, values);
    }

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        _statements.Add(sql);
        return inner.FirstAsync(sql, read, values);
    }

    public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        _statements.Add(sql);
        return inner.SendAsync(sql, values);
    }

    public ValueTask InsertManyAsync(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        _statements.Add($"insert into {table} ");
        return inner.InsertManyAsync(table, columns, rows);
    }

    public ValueTask<T?> FirstForUpdateAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        _statements.Add(sql);
        return inner.FirstForUpdateAsync(sql, read, values);
    }

    public ValueTask LockAsync(string name, bool shared = false) => inner.LockAsync(name, shared);

    public void OnCommitted(Action hook) => inner.OnCommitted(hook);
}
