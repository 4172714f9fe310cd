using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Reads what is committed, one statement a round trip.</summary>
internal sealed class PostgresReader(NpgsqlConnection connection, string store) : IReader
{
    public SqlDialect Dialect => PostgresDialect.Instance;

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        AllAsync(new PostgresStatement(sql, values.ToArray()), read);

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(new PostgresStatement(sql, values.ToArray()), read);

    private async ValueTask<IReadOnlyList<T>> AllAsync<T>(PostgresStatement statement, RowReader<T> read) =>
        await RunAsync(statement, read);

    private async ValueTask<T?> FirstAsync<T>(PostgresStatement statement, RowReader<T> read)
    {
        var rows = await RunAsync(statement, read);
        return rows.Count > 0 ? rows[0] : default;
    }

    private async Task<List<T>> RunAsync<T>(PostgresStatement statement, RowReader<T> read)
    {
        try
        {
            return await PostgresBatch.QueryAsync(connection, [statement], read, first: null);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            PostgresBatch.ForgetAfter(error, connection);
            throw PostgresErrors.From(store, error);
        }
    }
}
