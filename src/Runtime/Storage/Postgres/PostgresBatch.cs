using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Sends statements in one round trip. The first one that fails ends the batch: those behind it do not run.</summary>
internal static class PostgresBatch
{
    /// <summary>Runs all and reads the rows of the last one.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="statements">At least one; the last one answers with rows.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="first">Told the first row of the first statement when that has rows of its own; null when nobody asks.</param>
    public static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection, IReadOnlyList<PostgresStatement> statements, RowReader<T> read, Action<Row>? first)
    {
        await using var batch = Create(connection, statements);
        await using var reader = await batch.ExecuteReaderAsync();
        await SkipAsync(reader, statements, first);
        var rows = new List<T>();
        var row = new PostgresRow(reader);
        while (await reader.ReadAsync())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    /// <summary>Runs all and tells how many rows the last one changed.</summary>
    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<PostgresStatement> statements, Action<Row>? first)
    {
        await using var batch = Create(connection, statements);
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            await SkipAsync(reader, statements, first);
            while (await reader.NextResultAsync())
            {
            }
        }

        return Math.Max(0, batch.BatchCommands[^1].RecordsAffected);
    }

    /// <summary>Goes behind the results of all statements but the last.</summary>
    private static async Task SkipAsync(NpgsqlDataReader reader, IReadOnlyList<PostgresStatement> statements, Action<Row>? first)
    {
        var before = 0;
        for (var i = 0; i < statements.Count - 1; i++)
        {
            before += statements[i].HasRows ? 1 : 0;
        }

        for (var result = 0; result < before; result++)
        {
            if (result == 0 && first is not null && await reader.ReadAsync())
            {
                first(new PostgresRow(reader));
            }

            await reader.NextResultAsync();
        }
    }

    private static NpgsqlBatch Create(NpgsqlConnection connection, IReadOnlyList<PostgresStatement> statements)
    {
        var batch = connection.CreateBatch();
        for (var i = 0; i < statements.Count; i++)
        {
            batch.BatchCommands.Add(statements[i].ToCommand());
        }

        return batch;
    }
}
