namespace Lockstep.Runtime.Storage;

/// <summary>Reads one row; columns count from 0.</summary>
public delegate T RowReader<out T>(Row row);

/// <summary>
/// Runs queries. Statements are written for both stores, with <c>$1</c>, <c>$2</c> … for their values, and are prepared once per
/// connection and kept: build their text from a small, fixed set of parts, never from values.
/// </summary>
public interface IReader
{
    /// <summary>The words that differ, for a statement that can't be written for both stores.</summary>
    SqlDialect Dialect { get; }

    /// <summary>All rows of a query; limit it in its text.</summary>
    ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values);

    /// <summary>The first row of a query, or the default of <typeparamref name="T"/> when there is none.</summary>
    ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values);
}
