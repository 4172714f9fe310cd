using Lockstep.Runtime.Storage;

namespace Lockstep.FaultyHost;

/// <summary>Remembers which statements ran in a transaction.</summary>
internal sealed class WatchedTransaction(ITransaction inner) : ITransaction
{
    private readonly List<string> _statements = [];

    public bool Has(string beginning) => _statements.Exists(sql => sql.StartsWith(beginning, StringComparison.Ordinal));

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

    public void OnCommitted(Action hook) => inner.OnCommitted(hook);
}
