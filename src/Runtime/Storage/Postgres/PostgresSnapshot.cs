using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Reads in one snapshot, which is taken with the first statement, in its round trip.</summary>
internal sealed class PostgresSnapshot(NpgsqlConnection connection, string store) : IReader
{
    private static readonly PostgresStatement Begin = new("begin isolation level repeatable read, read only");
    private static readonly PostgresStatement Commit = new("commit");
    private bool _isBegun;

    public SqlDialect Dialect => PostgresDialect.Instance;

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        AllAsync(new PostgresStatement(sql, values.ToArray()), read);

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(new PostgresStatement(sql, values.ToArray()), read);

    /// <summary>Runs a read and ends its snapshot, however it went.</summary>
    public async ValueTask<T> RunAsync<T>(Func<IReader, ValueTask<T>> read)
    {
        Exception? failure = null;
        try
        {
            return await read(this);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            await EndAsync(failure);
        }
    }

    private async ValueTask<IReadOnlyList<T>> AllAsync<T>(PostgresStatement statement, RowReader<T> read) =>
        await RowsAsync(statement, read);

    private async ValueTask<T?> FirstAsync<T>(PostgresStatement statement, RowReader<T> read)
    {
        var rows = await RowsAsync(statement, read);
        return rows.Count > 0 ? rows[0] : default;
    }

    private async Task<List<T>> RowsAsync<T>(PostgresStatement statement, RowReader<T> read)
    {
        PostgresStatement[] statements = _isBegun ? [statement] : [Begin, statement];

        // Before it has run: a snapshot that failed half-way is ended too.
        _isBegun = true;
        try
        {
            return await PostgresBatch.QueryAsync(connection, statements, read, first: null);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw PostgresErrors.From(store, error);
        }
    }

    /// <summary>What was read counts, and what ended the read is thrown; a broken connection takes its snapshot with it.</summary>
    private async Task EndAsync(Exception? failure)
    {
        if (!_isBegun)
        {
            return;
        }

        try
        {
            await PostgresBatch.ExecuteAsync(connection, [Commit], first: null);
            PostgresBatch.ForgetAfter(failure?.InnerException, connection);
        }
        catch (Exception gone) when (PostgresErrors.IsOurs(gone) || gone is InvalidOperationException)
        {
            // The pool closes what is out of order.
        }
    }
}
