namespace Lockstep.Runtime.Storage;

/// <summary>Lets one statement through; see <see cref="IStore.AskAsync{T}"/>.</summary>
internal sealed class OneQuestion(IReader inner) : IReader
{
    private bool _isAsked;

    public SqlDialect Dialect => inner.Dialect;

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        Once().QueryAsync(sql, read, values);

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        Once().FirstAsync(sql, read, values);

    private IReader Once()
    {
        if (_isAsked)
        {
            throw new InvalidOperationException("Two statements are of one state only in a snapshot: ReadAsync gives one.");
        }

        _isAsked = true;
        return inner;
    }
}
