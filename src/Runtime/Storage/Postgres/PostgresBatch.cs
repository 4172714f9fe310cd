using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Sends statements in one round trip. The first one that fails ends the batch: those behind it do not run.</summary>
internal static class PostgresBatch
{
    /// <summary>Runs all and reads the rows of the last one; none when it has none.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="statements">At least one; the last one answers with rows.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="first">Told the first row of the first statement that has rows; null when nobody asks.</param>
    public static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection, IReadOnlyList<PostgresStatement> statements, RowReader<T> read, Action<Row>? first)
    {
        await using var batch = Create(connection, statements);
        await using var reader = await batch.ExecuteReaderAsync();
        await TellAsync(reader, first);

        // Statements before the last one may have rows too, whoever sent them did not ask for them. Each is through before the next one
        // answers.
        while (statements.Count > 1 && batch.BatchCommands[^2].StatementType is StatementType.Unknown && await reader.NextResultAsync())
        {
        }

        var rows = new List<T>();
        var row = new PostgresRow(reader);
        while (await reader.ReadAsync())
        {
            rows.Add(read(row));
        }

        // What comes late, as the error of a deferred check, must not be lost with the reader.
        while (await reader.NextResultAsync())
        {
        }

        return rows;
    }

    /// <summary>Runs all and tells how many rows the last one changed.</summary>
    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<PostgresStatement> statements, Action<Row>? first)
    {
        await using var batch = Create(connection, statements);
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            await TellAsync(reader, first);
            while (await reader.NextResultAsync())
            {
            }
        }

        return Math.Max(0, batch.BatchCommands[^1].RecordsAffected);
    }

    /// <summary>
    /// Forgets the prepared statements of a connection on which one failed; no transaction may be open. The driver takes a statement for
    /// prepared as soon as the server has parsed it: one that fails between that and the description of its rows passes for one without
    /// rows from then on.
    /// </summary>
    public static void ForgetAfter(Exception? error, NpgsqlConnection connection)
    {
        // A pooler, behind which none are kept, would forget those of somebody else.
        if (
            !PostgresErrors.LeavesStatementsInDoubt(error)
            || new NpgsqlConnectionStringBuilder(connection.ConnectionString).MaxAutoPrepare == 0)
        {
            return;
        }

        try
        {
            connection.UnprepareAll();
        }
        catch (Exception gone) when (PostgresErrors.IsOurs(gone) || gone is InvalidOperationException)
        {
            // The connection is gone, and its statements with it.
        }
    }

    private static async Task TellAsync(NpgsqlDataReader reader, Action<Row>? first)
    {
        if (first is not null && await reader.ReadAsync())
        {
            first(new PostgresRow(reader));
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
