using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Brings a database up to date, script by script, all in one transaction; one process at a time.</summary>
internal static class PostgresSchema
{
    public static async Task ApplyAsync(NpgsqlConnection connection, string store, IReadOnlyList<SchemaScript> scripts, DateTimeOffset now)
    {
        await using var transaction = await connection.BeginTransactionAsync();

        // Held until the commit: of processes that start at once one applies the scripts, and the others find them. The table behind it,
        // for "if not exists" alone does not keep two from making it at the same moment.
        await RunAsync(connection, FormattableString.Invariant($"select pg_advisory_xact_lock({PostgresLocks.Schema})"));
        await RunAsync(connection, """
            create table if not exists schema_scripts (
              area text collate "C" not null, number bigint not null, name text collate "C" not null, checksum text collate "C" not null,
              applied_at bigint not null, primary key (area, number)
            )
            """);
        foreach (var script in SchemaPlan.Missing(store, scripts, await AppliedAsync(connection)))
        {
            await RunAsync(connection, script.Sql);
            await PostgresBatch.ExecuteAsync(
                connection,
                [
                    new PostgresStatement(
                        "insert into schema_scripts (area, number, name, checksum, applied_at) values ($1, $2, $3, $4, $5)",
                        script.Area, script.Number, script.Name, script.Checksum, now),
                ],
                first: null);
        }

        await transaction.CommitAsync();
    }

    private static async Task<Dictionary<(string Area, int Number), string>> AppliedAsync(NpgsqlConnection connection)
    {
        var rows = await PostgresBatch.QueryAsync(
            connection,
            [new PostgresStatement("select area, number, checksum from schema_scripts")],
            static row => (Key: (row.Text(0), (int)row.Int64(1)), Checksum: row.Text(2)),
            first: null);
        return rows.ToDictionary(row => row.Key, row => row.Checksum);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
